import { dotdigitalUser, type Sandboxes } from './sandboxes.js'

/** What whoever started the sandboxes needs to call them. */
export const greetingOf = ({ miraklUrl, dotdigitalUrl, marketplaces }: Sandboxes): string => {
  const [first] = marketplaces
  const { user, password } = dotdigitalUser
  return [
    'Mirakl',
    ...marketplaces.map(
      ({ id, name, apiKey, sellerKey }) =>
        `  ${name}: ${miraklUrl}/${id}  operator key ${apiKey}, seller key ${sellerKey}`,
    ),
    'Dotdigital',
    `  ${dotdigitalUrl}  user ${user}, password ${password}`,
    'Try',
    `  curl -H 'Authorization: ${first?.apiKey ?? ''}' '${miraklUrl}/${first?.id ?? ''}/api/orders?max=1'`,
    `  curl -u '${user}:${password}' '${dotdigitalUrl}/contacts/v3?limit=1&include=channelProperties'`,
    `  curl -X POST ${miraklUrl}/_sandbox/advance     tells the next step of the story`,
    `  curl ${dotdigitalUrl}/_sandbox/calls           shows what was called`,
    'Faults, clocks and all that is true or simplified: test/sandbox/mirakl/README.md, test/sandbox/dotdigital/README.md',
    'Ctrl-C ends both.',
  ].join('\n')
}

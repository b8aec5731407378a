import { dotdigitalUser, type Sandboxes } from './sandboxes.js'

/** What whoever started the sandboxes needs to call them. */
export const greetingOf = (sandboxes: Sandboxes): string => {
  const { miraklUrl, dotdigitalUrl, marketplaces } = sandboxes
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
    ...(sandboxes.isLiving ? lifeOf(sandboxes) : storyOf(sandboxes)),
    `  curl ${dotdigitalUrl}/_sandbox/calls           shows what was called`,
    'Faults, clocks and all that is true or simplified: test/sandbox/mirakl/README.md, test/sandbox/dotdigital/README.md',
    'Ctrl-C ends both.',
  ].join('\n')
}

const storyOf = ({ miraklUrl }: Sandboxes): readonly string[] => [
  `  curl -X POST ${miraklUrl}/_sandbox/advance     tells the next step of the story`,
]

/** Which orders there are is for whoever lists them to see: they come and go. */
const lifeOf = ({ miraklUrl, marketplaces: [first] }: Sandboxes): readonly string[] => {
  const acts = `${miraklUrl}/_sandbox/orders/${first?.id ?? ''}/<order_id>/acts`
  return [
    `  curl ${acts}    what can be done to an order now`,
    `  curl -H 'Content-Type: application/json' -d '{"act": "open-incident", "reason": "13"}' ${acts}`,
    `  curl -H 'Content-Type: application/json' -d '{"advanceSeconds": 86400}' ${miraklUrl}/_sandbox/clock    a day later`,
  ]
}

import type { AccountConfig } from '@concord/runtime'
import { fault, type Finding, note, ok, warning } from './finding.js'
import type { AccountToCheck } from './ports.js'
import { type Asked, trying } from './trying.js'

type Reference = { readonly path: string; readonly id: number }
type AskedOf = (what: string) => Asked

/** Whether the account has the programs, lists and preferences that its triggers name. Each is asked for only where named. */
export const checkNamed = async (
  rules: AccountConfig,
  asked: AskedOf,
  account: AccountToCheck,
): Promise<readonly Finding[]> => {
  const named = namedIn(rules)
  return [
    ...(await looked(named.programs, asked('does not tell its programs'), async () =>
      (await account.programs()).map((one) => ({ ...one, kind: 'program', isUsable: one.isActive })),
    )),
    ...(await looked(named.lists, asked('does not tell its lists'), async () =>
      (await account.lists()).map((one) => ({ ...one, kind: 'list', isUsable: true })),
    )),
    ...(await looked(named.preferences, asked('does not tell its preferences'), async () =>
      (await account.preferences()).map((one) => ({ ...one, name: '', kind: 'preference', isUsable: true })),
    )),
    ...named.campaigns.map(({ path, ids }) =>
      note(
        path,
        `not looked at: campaign ${ids.join(', ')}`,
        'See in Dotdigital that it is there, is a triggered campaign, and is active.',
      ),
    ),
    ...named.events.map(({ path, type }) =>
      note(
        path,
        `not looked at: event ${type}`,
        'Events need the CXDP package; ask Dotdigital whether the account has it.',
      ),
    ),
  ]
}

const namedIn = ({ id, triggers }: AccountConfig) => {
  const all = Object.entries(triggers).map(([name, rule]) => ({ path: `accounts.${id}.triggers.${name}`, rule }))
  const channels = all.map(({ path, rule: { channel } }) => ({ path: `${path}.channel`, channel }))
  return {
    programs: channels.flatMap(({ path, channel }) => ('program' in channel ? [{ path, id: channel.program }] : [])),
    lists: [
      ...channels.flatMap(({ path, channel }) => ('listEntry' in channel ? [{ path, id: channel.listEntry }] : [])),
      ...all.flatMap(({ path, rule: { list } }) => (list === undefined ? [] : [{ path: `${path}.list`, id: list }])),
    ],
    preferences: all.flatMap(({ path, rule: { preference } }) =>
      preference === undefined ? [] : [{ path: `${path}.preference`, id: preference }],
    ),
    campaigns: channels.flatMap(({ path, channel }) =>
      'campaigns' in channel ? [{ path, ids: Object.values(channel.campaigns) }] : [],
    ),
    events: channels.flatMap(({ path, channel }) => ('event' in channel ? [{ path, type: channel.event }] : [])),
  }
}

interface Existing {
  readonly id: number
  readonly name: string
  readonly kind: string
  readonly isUsable: boolean
}

const looked = async (
  references: readonly Reference[],
  asked: Asked,
  list: () => Promise<readonly Existing[]>,
): Promise<readonly Finding[]> => {
  if (references.length === 0) return []
  const tried = await trying(asked, list)
  if ('finding' in tried) return [tried.finding]
  return references.map((reference) => foundFinding(reference, tried.value))
}

const foundFinding = ({ path, id }: Reference, existing: readonly Existing[]): Finding => {
  const found = existing.find((one) => one.id === id)
  if (found === undefined)
    return fault(
      path,
      `the account has nothing of this kind with the id ${id}`,
      'Correct the id, or make it in Dotdigital.',
    )
  if (found.isUsable) return ok(path, `${found.kind} ${id}${found.name === '' ? '' : ` is ${found.name}`}`)
  return warning(
    path,
    `${found.kind} ${id} (${found.name}) is not active and takes nobody`,
    'Activate it in Dotdigital.',
  )
}

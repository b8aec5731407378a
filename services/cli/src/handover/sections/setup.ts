import {
  type Owner,
  owners,
  type TriggerChannel,
  type TriggerName,
  triggerNames,
  type TriggerRule,
} from '@concord/domain'
import type { ConcordConfig } from '@concord/runtime'
import { type Block, heading, paragraph, type Section, table } from '../document.js'
import type { Voice } from '../voice.js'

const hour = 3_600
const day = 24 * hour

/** What is set up: marketplaces, accounts, what goes out when, and who is told of alerts. */
export const setupSection = (config: ConcordConfig, voice: Voice): Section => {
  const { setup } = voice.texts
  return {
    title: setup.title,
    blocks: [
      paragraph(setup.intro),
      heading(setup.marketplaces),
      marketplacesTable(config, voice),
      heading(setup.accounts),
      accountsTable(config, voice),
      ...Object.values(config.accounts).flatMap(({ id, triggers }) => [
        heading(setup.messagesOf(id)),
        paragraph(setup.messagesIntro),
        table(
          setup.messageHead,
          triggerNames.map((name) => messageRow(name, triggers[name], voice)),
          [24, 14, 28, 12, 22],
        ),
      ]),
      ...toldBlocks(config, voice),
    ],
  }
}

const marketplacesTable = ({ marketplaces }: ConcordConfig, { texts, duration, yesOrNo }: Voice): Block =>
  table(
    texts.setup.marketplaceHead,
    Object.values(marketplaces).map((one) => [
      one.id,
      one.account,
      yesOrNo(one.subscribeWithConsent),
      duration(one.waitForIdentityHours * hour),
      one.consentField?.code ?? texts.setup.notWrittenBack,
      Object.keys(one.links.channels).join(', ') || '–',
    ]),
    [15, 15, 19, 19, 17, 15],
  )

const accountsTable = ({ accounts }: ConcordConfig, { texts, duration }: Voice): Block =>
  table(
    texts.setup.accountHead,
    Object.values(accounts).map((one) => [
      one.id,
      texts.setup.newContacts[one.newContacts],
      one.collections.orders,
      one.collections.sellers,
      duration(one.coolDownDays * day),
      duration(one.disputeLimitDays * day),
    ]),
    [14, 22, 16, 16, 16, 16],
  )

const messageRow = (name: TriggerName, rule: TriggerRule | undefined, voice: Voice): readonly string[] => {
  const { setup, words } = voice.texts
  const event = `${words.triggers[name].name}\n${name}`
  if (rule === undefined) return [event, '', setup.off, '', '']
  return [
    event,
    words.purposes[rule.purpose],
    carriedBy(rule.channel, voice),
    voice.duration(rule.maxAgeHours * hour),
    reachedBy(rule, voice),
  ]
}

const carriedBy = (channel: TriggerChannel, { texts: { setup } }: Voice): string => {
  if ('program' in channel) return setup.program(String(channel.program))
  if ('listEntry' in channel) return setup.listEntry(String(channel.listEntry))
  if ('event' in channel) return setup.event(channel.event)
  return Object.entries(channel.campaigns)
    .toSorted(([left], [right]) => Number(left === 'default') - Number(right === 'default'))
    .map(([locale, id]) => setup.campaign(locale === 'default' ? setup.anyLocale : locale, String(id)))
    .join('\n')
}

const reachedBy = ({ purpose, list, preference }: TriggerRule, { texts: { setup } }: Voice): string => {
  if (purpose === 'transactional') return setup.everybody
  return [
    setup.subscribers,
    ...(list === undefined ? [] : [setup.onList(String(list))]),
    ...(preference === undefined ? [] : [setup.onPreference(String(preference))]),
  ].join('\n')
}

/** Nobody is told of what goes on by itself. */
const people: readonly Owner[] = owners.filter((owner) => owner !== 'concord')

const toldBlocks = ({ alerts }: ConcordConfig, { texts: { setup, words }, duration }: Voice): readonly Block[] => {
  const waysOf = (names: readonly string[]) =>
    names.map((name) => `${name} (${alerts.routes[name]?.is ?? ''})`).join(', ')
  const rows = people.map((owner) => {
    const { routes = [], escalateTo = [], escalateAfterMinutes = 0 } = alerts.owners[owner] ?? {}
    return [
      words.owners[owner],
      routes.length === 0 ? setup.nobodyTold : waysOf(routes),
      escalateTo.length === 0 ? '' : setup.escalation(waysOf(escalateTo), duration(escalateAfterMinutes * 60)),
    ]
  })
  return [heading(setup.told), paragraph(setup.toldIntro), table(setup.toldHead, rows, [24, 38, 38])]
}

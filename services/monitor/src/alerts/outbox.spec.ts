import { execFileSync } from 'node:child_process'
import { alertTypes, languages } from '@concord/domain'
import { parseConcordConfig } from '@concord/runtime'
import { describe, expect, it } from 'vitest'
import { slackBody } from '../adapters/alerts/slack.js'
import { teamsBody } from '../adapters/alerts/teams.js'
import { alert } from '../testing/alerts.js'
import { minute } from '../testing/messages.js'
import { messageOf } from './message.js'
import { deliveriesOf } from './outbox.js'

const { alerts } = parseConcordConfig(`
marketplaces:
  north: { account: main, links: { order: 'https://north.example.com/{orderId}' } }
accounts:
  main: { newContacts: unsubscribed }
alerts:
  routes: { chat: { is: slack }, mail: { is: email, to: [ops@example.org] }, boss: { is: teams } }
  owners: { operations: { routes: [chat, mail], escalateTo: [boss, mail] } }
`)

const routesOf = (...notices: Parameters<typeof deliveriesOf>[0]) =>
  deliveriesOf(notices, alerts, minute(0)).map(({ route }) => route)

describe('what is to be said of an alert', () => {
  it('goes over each route of its owner, and once nobody cared also over those of whoever is next', () => {
    expect(routesOf({ is: 'opened', alert: alert() })).toEqual(['chat', 'mail'])
    expect(routesOf({ is: 'escalated', alert: alert({ escalatedAt: minute(0) }) })).toEqual(['chat', 'mail', 'boss'])
    expect(routesOf({ is: 'resolved', alert: alert({ escalatedAt: minute(0) }) })).toEqual(['chat', 'mail', 'boss'])
  })

  it('goes nowhere for an owner whom nobody configured', () => {
    expect(routesOf({ is: 'opened', alert: alert({ owner: 'cx' }) })).toEqual([])
  })

  it('does not go over the route that it is about', () => {
    expect(routesOf({ is: 'opened', alert: alert({ type: 'delivery-failing', place: {}, group: 'chat' }) })).toEqual([
      'mail',
    ])
  })

  it('has an id of its own for each route and notice, and the same one whenever it is made', () => {
    const made = () => [
      ...deliveriesOf([{ is: 'opened', alert: alert() }], alerts, minute(0)),
      ...deliveriesOf([{ is: 'escalated', alert: alert() }], alerts, minute(0)),
    ]

    expect(new Set(made().map(({ id }) => id)).size).toBe(5)
    expect(made()).toEqual(made())
  })
})

const told = (about: Parameters<typeof alert>[0], is: 'opened' | 'resolved' = 'opened') => {
  const [delivery] = deliveriesOf([{ is, alert: alert({ owner: 'operations', ...about }) }], alerts, minute(5))
  if (delivery === undefined) throw new Error('nothing is said')
  return delivery.facts
}

describe('a message', () => {
  const examples = [{ name: '2026/1', key: 'north:order:2026/1' }, { name: 'HTTP 401' }]

  it('says what happened, to which records, what to do next, and leads there', () => {
    const message = messageOf(told({ examples, count: 9 }), 'en', 'https://concord.example.org')

    expect(message).toMatchObject({
      title: 'Alert, operations: Messages waiting in the queue dd-publisher.bulk: 1.',
      nextStep: 'See what slows the service down; run more replicas of it.',
      examples: [
        { text: '2026/1', link: 'https://concord.example.org/v1/records/north%3Aorder%3A2026/1' },
        { text: 'HTTP 401' },
        { text: '…' },
      ],
      link: 'https://concord.example.org/v1/alerts/a-1',
    })
  })

  it('leads nowhere where nobody said where monitor is, and asks for nothing once it is over', () => {
    const message = messageOf(told({ examples }, 'resolved'), 'de', undefined)

    expect(message.title).toMatch(/^Erledigt, Betrieb: /)
    expect([message.link, message.nextStep, message.examples[0]?.link]).toEqual([undefined, undefined, undefined])
  })

  it('names the commands that show it and its first record, and that says that somebody is at it', () => {
    const commandsOf = (...what: Parameters<typeof told>) =>
      messageOf(told(...what), 'en', undefined).commands.map(({ command }) => command)

    expect(commandsOf({ examples: [{ name: 'HTTP 401' }, ...examples] })).toEqual([
      ...['concord alerts show a-1', 'concord records north:order:2026/1', 'concord alerts acknowledge a-1'],
    ])
    expect(commandsOf({ examples: [] }, 'resolved')).toEqual(['concord alerts show a-1'])
    expect(messageOf(told({}), 'fr', undefined).commands[0]?.does).toBe('tout à ce sujet')
  })

  it('names no command in which the key of a record could be another one', () => {
    const key = `north:order:1'; rm -rf "$HOME" #`
    const [, record] = messageOf(told({ examples: [{ name: 'x', key }] }), 'en', undefined).commands
    const words = execFileSync('sh', ['-c', `concord() { printf '%s\\n' "$@"; }; ${record?.command ?? ''}`])

    expect(words.toString()).toBe(`records\n${key}\n`)
  })

  it.each(alertTypes.flatMap((type) => languages.map((language) => [type, language] as const)))(
    'about %s in %s fits every channel',
    (type, language) => {
      const long = Array.from({ length: 5 }, (_, nth) => ({
        name: `${nth}${'x'.repeat(900)}`,
        key: `north:order:${nth}`,
      }))
      const message = messageOf(
        told({ type, examples: long, blanks: { where: 'w'.repeat(300) }, severity: 'critical' }),
        language,
        'https://concord.example.org',
      )
      const { blocks } = slackBody(message)
      const header = blocks[0] as { text: { text: string } }

      expect(header.text.text.length).toBeLessThanOrEqual(150)
      for (const { text } of blocks as readonly { readonly text?: { readonly text: string } }[])
        expect(text?.text.length ?? 0).toBeLessThanOrEqual(3_000)
      expect(JSON.stringify(teamsBody(message)).length).toBeLessThan(28_000)
    },
  )

  it('shows nothing that a chat would take for a mention, a link or emphasis', () => {
    const message = messageOf(
      told({ blanks: { where: '<!channel> & [x](http://y) *b*', count: '1' } }),
      'en',
      undefined,
    )

    expect(JSON.stringify(slackBody(message).blocks.slice(1))).toContain('&lt;!channel&gt; &amp; [x](http://y)')
    expect(teamsBody(message).attachments[0]?.content.body[1]).toMatchObject({
      text: expect.stringContaining('\\[x\\](http://y) \\*b\\*'),
    })
  })
})

import { describe, expect, it } from 'vitest'
import { readAlertChannels } from './alert-settings.js'
import { parseConcordConfig } from './concord-config.js'
import { ConfigurationRefused } from './errors.js'

const config = (alerts: unknown) =>
  parseConcordConfig(
    JSON.stringify({
      marketplaces: { north: { account: 'main', links: { order: 'https://north.example.com/{orderId}' } } },
      accounts: { main: { newContacts: 'unsubscribed' } },
      ...(alerts === undefined ? {} : { alerts }),
    }),
  ).alerts

const faultsIn = (read: () => unknown): readonly string[] => {
  try {
    read()
  } catch (failure) {
    expect(failure).toBeInstanceOf(ConfigurationRefused)
    return (failure as ConfigurationRefused).faults
  }
  return []
}

describe('alerts in concord.yaml', () => {
  it('may be left out: then everything has a clock, and nobody is told', () => {
    const { clocks, routes, owners } = config(undefined)

    expect(clocks).toMatchObject({ inFlightHours: 2, pollMinutes: 120, resolveMinutes: 10, pendingExceptions: [] })
    expect(clocks.pendingHours).toMatchObject({ WAITING_ACCEPTANCE: 72, SHIPPING: 240 })
    expect([routes, owners]).toEqual([{}, {}])
  })

  it('changes one clock of many without losing the others', () => {
    expect(config({ clocks: { pendingHours: { SHIPPING: 48 } } }).clocks.pendingHours).toMatchObject({
      ...{ SHIPPING: 48, WAITING_ACCEPTANCE: 72 },
    })
  })

  it('names an owner’s route that is not there, and an exception from a clock that is about nothing', () => {
    const faults = faultsIn(() =>
      config({
        owners: { cx: { routes: ['chat'] } },
        clocks: { pendingExceptions: [{ state: 'SHIPPING', hours: 1 }] },
      }),
    )

    expect(faults.join()).toMatch(
      /alerts\.clocks\.pendingExceptions\.0: must name a marketplace, a seller or a channel/,
    )
    expect(faultsIn(() => config({ owners: { cx: { escalateTo: ['chat'] } } })).join()).toMatch(
      /alerts\.owners\.cx\.escalateTo: names chat, which is no entry under alerts\.routes/,
    )
  })

  it('names a credential whose name another one has', () => {
    const expiresOn = '2027-01-01'
    const credentials = ['key', 'other', 'key'].map((name) => ({ name, expiresOn }))

    expect(faultsIn(() => config({ credentials }))).toEqual([
      expect.stringMatching(/alerts\.credentials\.2\.name: is the name of another credential, too/),
    ])
  })

  it('knows no states, owners and ways to tell people but those there are', () => {
    const faults = faultsIn(() =>
      config({ clocks: { pendingHours: { LOST: 1 } }, owners: { sales: {} }, routes: { pager: { is: 'pager' } } }),
    )

    expect(faults.map((fault) => fault.split(':')[0])).toEqual(
      expect.arrayContaining(['alerts.clocks.pendingHours', 'alerts.owners', 'alerts.routes.pager.is']),
    )
  })
})

describe('the ways to tell people', () => {
  const routes = {
    'ops-mail': { is: 'email', to: ['ops@example.org'] },
    chat: { is: 'slack' },
    'ops-hook': { is: 'webhook', language: 'de' },
  }
  const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

  it('get addresses and secrets from the environment', () => {
    const channels = readAlertChannels(config({ routes }), {
      ...{ ALERTS_SMTP_URL: 'smtp://mail.example.org', ALERTS_MAIL_FROM: 'concord@example.org' },
      ...{ ALERT_CHAT_URL: 'https://chat.example.org/x', ALERT_OPS_HOOK_URL: 'https://hook.example.org' },
      ALERT_OPS_HOOK_SECRET: secret,
    })

    expect(channels).toMatchObject({
      'ops-mail': { smtpUrl: 'smtp://mail.example.org', from: 'concord@example.org', to: ['ops@example.org'] },
      chat: { is: 'slack', url: 'https://chat.example.org/x', language: 'en' },
      'ops-hook': { url: 'https://hook.example.org', secret, language: 'de' },
    })
  })

  it('name every variable that is missing or wrong at once, and no value', () => {
    const faults = faultsIn(() => readAlertChannels(config({ routes }), { ALERT_OPS_HOOK_SECRET: 'short-secret' }))

    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      ...['ALERTS_SMTP_URL', 'ALERTS_MAIL_FROM', 'ALERT_CHAT_URL', 'ALERT_OPS_HOOK_URL', 'ALERT_OPS_HOOK_SECRET'],
    ])
    expect(faults.join()).not.toContain('short-secret')
  })

  it('need nothing where there are none', () => {
    expect(readAlertChannels(config(undefined), {})).toEqual({})
  })
})

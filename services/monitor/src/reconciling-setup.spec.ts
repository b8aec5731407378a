import { parseConcordConfig } from '@concord/runtime'
import { expect, it } from 'vitest'
import { reconcilingOf } from './reconciling-setup.js'

const config = parseConcordConfig(`
marketplaces:
  north: { account: main, links: { order: 'https://north.example/{orderId}' } }
accounts:
  main: { newContacts: unsubscribed }
`)
const settings = { API_TOKEN: 'token-of-readers-1', RECONCILE_AT: '02:30' }
const urls = { GATEWAY_URL: 'http://gateway', PUBLISHER_URL: 'http://publisher' }

it('names each variable without which no edge can be asked', () => {
  expect(reconcilingOf(settings, config).missing).toEqual(['GATEWAY_URL', 'PUBLISHER_URL', 'OPERATOR_TOKEN'])
  expect(reconcilingOf({ ...settings, ...urls }, config).missing).toEqual(['OPERATOR_TOKEN'])
})

it('knows where each edge is, what it wants to be shown, and when the night is', () => {
  const setup = reconcilingOf({ ...settings, ...urls, OPERATOR_TOKEN: 'token-of-operators' }, config)

  expect(setup).toMatchObject({ marketplaces: ['north'], missing: [], nightlyAt: '02:30' })
  expect(setup.edges.account()).toEqual({
    ...{ name: 'dd-publisher', url: 'http://publisher', token: 'token-of-readers-1' },
    operatorToken: 'token-of-operators',
  })
  expect(reconcilingOf({ ...settings, RECONCILE_AT: 'never' }, config).nightlyAt).toBeUndefined()
})

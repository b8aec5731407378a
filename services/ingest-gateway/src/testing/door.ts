import { httpOf, onlyReaders, type Service, silentLog } from '@concord/runtime'
import type { Express } from 'express'
import { Webhook } from 'standardwebhooks'
import { gatewayRoutes } from '../adapters/http/routes.js'
import type { Observation, Receipt } from '../ports.js'
import { memoryHints } from './memory-hints.js'

export const none: Receipt = { accepted: 0, duplicates: 0, superseded: 0, quarantined: 0 }

export const [relaySecret, previousSecret] = ['whsec_Y3VycmVudCBzZWNyZXQ=', 'whsec_cHJldmlvdXMgc2VjcmV0']
export const relayToken = 'a token of a hosted push service'
export const readerToken = 'a token of readers'
export const signingSecret = 'a secret of messaging webhooks'
export const programToken = 'a token of a program'
export const programPassword = { user: 'program', password: 'a password of a program' }

const senders = {
  signingSecrets: [signingSecret, 'the one before it'],
  tokens: [programToken],
  password: programPassword,
}

const credentials = {
  webhookTokens: ['token now', 'token before'],
  relaySecrets: [relaySecret, previousSecret],
  relayTokens: ['some other token', relayToken],
}

type Parts = Partial<Parameters<typeof gatewayRoutes>[0]>

/** The routes of the gateway in memory, and what came in through them. */
export const openTestDoor = (parts: Parts = {}) => {
  const accepted: Observation[] = []
  const seen = { woken: 0 }
  const hints = memoryHints(() => new Date('2026-03-01T12:00:00Z'))
  const http = gatewayRoutes({
    accept: async (observations) => {
      accepted.push(...observations)
      return { ...none, accepted: observations.length }
    },
    hints,
    journal: { conservation: async () => ({ received: 0, shares: [] }) },
    polls: { cycles: async () => [] },
    credentialsOf: (marketplace) => (marketplace === 'north' ? credentials : undefined),
    dotdigitalSendersOf: (account) => (account === 'main' ? senders : undefined),
    hash: (text) => `hash of ${text.length}`,
    limits: { postsPerMinute: 30_000, trustedProxies: 0 },
    log: silentLog,
    now: () => new Date(),
    readers: onlyReaders(readerToken),
    wakeRelay: () => {
      seen.woken += 1
    },
    others: [],
    ...parts,
  })
  const service: Service = {
    name: 'ingest-gateway',
    http,
    start: async () => undefined,
    stop: async () => undefined,
    status: async () => ({}),
  }
  const app: Express = httpOf(service, silentLog, onlyReaders(readerToken))
  return { app, accepted, hints, seen }
}

/** The headers of a relay that signs with the official package. */
export const signedHeaders = (body: string, secret = relaySecret, at = new Date()): Record<string, string> => ({
  'content-type': 'application/json',
  'webhook-id': 'msg_1',
  'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
  'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
})

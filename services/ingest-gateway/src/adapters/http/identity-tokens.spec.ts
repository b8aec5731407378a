import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDoor, relayToken } from '../../testing/door.js'

const subject = 'push@project.iam.gserviceaccount.com'
const [issuer, audience] = ['https://accounts.example.com', 'https://concord.example.com/v1/records/north']

describe('a token of OpenID Connect', () => {
  let keys: Awaited<ReturnType<typeof generateKeyPair>>
  let strangers: typeof keys
  let server: Server
  let jwksUrl: string
  let answer: { status: number; body: unknown }
  let asked: number

  beforeAll(async () => {
    keys = await generateKeyPair('RS256')
    strangers = await generateKeyPair('RS256')
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }
    answer = { status: 200, body: { keys: [jwk] } }
    asked = 0
    server = createServer((_request, response) => {
      asked += 1
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
    })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    jwksUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/certs`
  })
  afterAll(() => void server.close())

  const door = (url = jwksUrl) => {
    const relayIdentity = { issuer, audience, subject, jwksUrl: url }
    return openTestDoor({
      credentialsOf: () => ({ webhookTokens: [], relaySecrets: [], relayTokens: [relayToken], relayIdentity }),
    })
  }
  const post = (token: string, opened = door()) =>
    request(opened.app).post('/v1/records/north').set('authorization', `Bearer ${token}`).send([])

  const good = { iss: issuer, aud: audience, sub: '1234567890', email: subject, email_verified: true }
  interface Making {
    readonly claims?: JWTPayload
    readonly key?: typeof keys.privateKey
    readonly kid?: string
    readonly expires?: string | number
  }
  const token = ({ claims = {}, key = keys.privateKey, kid = 'k1', expires = '1h' }: Making = {}) =>
    new SignJWT({ ...good, ...claims }).setProtectedHeader({ alg: 'RS256', kid }).setExpirationTime(expires).sign(key)

  it('proves the one who may post, as Google Pub/Sub sends it', async () => {
    expect((await post(await token())).status).toBe(202)
  })

  it('proves by its sub, too', async () => {
    expect((await post(await token({ claims: { sub: subject, email: 'other' } }))).status).toBe(202)
  })

  it('stands beside a static token', async () => {
    expect((await post(relayToken)).status).toBe(202)
  })

  it.each<[string, () => Promise<string> | string]>([
    ['for another audience', () => token({ claims: { aud: 'https://elsewhere.example.com' } })],
    ['of another issuer', () => token({ claims: { iss: 'https://evil.example.com' } })],
    ['of another subject', () => token({ claims: { email: 'somebody@else.example.com' } })],
    ['of an address that nobody verified', () => token({ claims: { email_verified: false } })],
    ['that expired', () => token({ expires: Math.floor(Date.now() / 1_000) - 60 })],
    ['not valid yet', () => token({ claims: { nbf: Math.floor(Date.now() / 1_000) + 600 } })],
    ['signed with another key', () => token({ key: strangers.privateKey })],
    ['of a key nobody published', () => token({ key: strangers.privateKey, kid: 'k2' })],
    ['that is not signed', () => new UnsecuredJWT(good).setExpirationTime('1h').encode()],
    [
      'that never expires',
      () => new SignJWT(good).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(keys.privateKey),
    ],
    [
      'signed with the public key as if it were a secret',
      async () => {
        const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)))
        return new SignJWT(good).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).setExpirationTime('1h').sign(secret)
      },
    ],
    ['that is none', () => 'a.b.c'],
  ])('%s proves nothing', async (_what, make) => {
    expect((await post(await make())).status).toBe(401)
  })

  it('that no key is needed to refuse costs the issuer nothing', async () => {
    const before = asked
    const opened = door()
    await post(await token({ claims: { aud: 'https://elsewhere.example.com' } }), opened)
    await post('a.b.c', opened)

    expect(asked).toBe(before)
  })

  describe('while the keys cannot be had', () => {
    it.each<[string, () => void, (() => string)?]>([
      ['since nobody answers', () => undefined, () => 'http://127.0.0.1:9/certs'],
      ['since the issuer fails', () => (answer = { ...answer, status: 500 })],
      ['since the answer holds no keys', () => (answer = { status: 200, body: 'maintenance' })],
    ])('is asked for again %s, and never refused', async (_why, fail, url = () => jwksUrl) => {
      const working = answer
      fail()
      const opened = door(url())
      const refused = await post(await token(), opened)

      expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5'])
      expect(refused.body.detail).toContain('sender-keys-unavailable')
      expect((await post(relayToken, opened)).status).toBe(202)
      answer = working
    })
  })
})

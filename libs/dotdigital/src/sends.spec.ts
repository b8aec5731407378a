import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import {
  createDotdigitalSandbox,
  type DotdigitalSandbox,
  type FaultRule,
  type SandboxState,
} from '@concord/sandbox-dotdigital'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDotdigital, type Dotdigital } from './client.js'
import {
  EnrolmentAllowanceExceeded,
  OutcomeUnknown,
  PlatformUnavailable,
  RateLimited,
  RequestRefused,
} from './errors.js'

let sandbox: DotdigitalSandbox
let dotdigital: Dotdigital
const [jane, joe] = [1001, 1002]
const send = { to: 'jane@example.com', campaignId: 12, personalization: { ORDER: '7', LINES: '[{"sku":"a"}]' } }

beforeEach(async () => {
  sandbox = await createDotdigitalSandbox({
    port: 0,
    // The clock stands: only the control API moves it.
    now: () => new Date('2026-11-20T12:00:00Z'),
    world: {
      contacts: [
        { email: 'jane@example.com', status: 'subscribed' },
        { email: 'joe@example.com', status: 'unsubscribed' },
      ],
      campaigns: [{ id: 12, name: 'Shipped' }],
      programs: [
        { id: 3, name: 'Reviews' },
        { id: 4, name: 'Old', status: 'Deactivated' },
      ],
    },
  })
  dotdigital = createDotdigital({ url: sandbox.url, user: 'apiuser', password: 'secret', timeoutMs: 2000 })
})

afterEach(async () => {
  await dotdigital.close()
  await sandbox.stop()
})

const control = (path: string, body: unknown) =>
  fetch(`${sandbox.url}/_sandbox${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const fault = (rule: FaultRule) => control('/faults', [rule])

const state = async () => (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as SandboxState

const calls = async () =>
  ((await (await fetch(`${sandbox.url}/_sandbox/calls`)).json()) as { calls: { path: string }[] }).calls

describe('a triggered campaign', () => {
  it('tells of each item whether it was accepted', async () => {
    const outcomes = await dotdigital.campaigns.trigger([
      { ...send, campaignId: 99 },
      { ...send, metadata: { order: 'A' } },
      { ...send, to: 'nobody' },
    ])

    expect(outcomes).toMatchObject([
      { outcome: 'refused', code: 'ERROR_CAMPAIGN_NOT_FOUND' },
      { outcome: 'accepted' },
      { outcome: 'refused', code: 'ERROR_PARAMETER_INVALID' },
    ])
    expect((await state()).outbox).toMatchObject([
      { to: ['jane@example.com'], campaignId: 12, personalization: send.personalization, metadata: { order: 'A' } },
    ])
  })

  it.each(['cut-after', 'truncate'] as const)('has an unknown outcome where %s broke the line', async (what) => {
    await fault({ do: what, times: 1, match: { path: '/v2/email' } })

    await expect(dotdigital.campaigns.trigger([send])).rejects.toThrow(OutcomeUnknown)
    expect((await state()).outbox).toHaveLength(1)
  })

  it.each<FaultRule>([
    { do: 'cut-before' },
    { do: 'status', status: 502 },
    { do: 'status', status: 200, body: { hello: 1 } },
    { do: 'delay', delayMs: 10_000 },
  ])('has an unknown outcome after %j, and is not repeated', async (rule) => {
    const impatient = createDotdigital({ url: sandbox.url, user: 'apiuser', password: 'secret', timeoutMs: 150 })
    await fault({ ...rule, match: { path: '/v2/email' }, times: 1 })

    await expect(impatient.campaigns.trigger([send])).rejects.toThrow(OutcomeUnknown)

    expect((await state()).outbox).toHaveLength(0)
    await impatient.close()
  })

  it('has an unknown outcome for an item the answer is silent of', async () => {
    await fault({ do: 'status', status: 200, body: [{ index: 1 }], match: { path: '/v2/email' } })

    expect(await dotdigital.campaigns.trigger([send, send])).toEqual([{ outcome: 'unknown' }, { outcome: 'accepted' }])
  })

  it('did not happen where it was refused for its rate', async () => {
    await fault({ do: 'status', status: 429, retryAfterSeconds: 3, match: { path: '/v2/email' } })

    const failure: unknown = await dotdigital.campaigns.trigger([send]).catch((thrown: unknown) => thrown)

    expect(failure).toBeInstanceOf(RateLimited)
    expect(failure).toMatchObject({ retryAfterMs: 3000 })
  })

  it('is never left waiting here for another, which would look like one that left', async () => {
    const impatient = createDotdigital({ url: sandbox.url, user: 'apiuser', password: 'secret', timeoutMs: 1000 })
    await fault({ do: 'delay', delayMs: 10_000, match: { path: '/v2/email' } })
    const sends = Array.from({ length: 12 }, () => impatient.campaigns.trigger([send]))

    const failures = (await Promise.allSettled(sends)).map((settled): unknown => 'reason' in settled && settled.reason)

    expect(failures.filter((failure) => failure instanceof OutcomeUnknown)).toHaveLength(12)
    await expect.poll(calls).toHaveLength(12)
    await impatient.close()
  })

  it('did not happen where the client was closed', async () => {
    const closed = createDotdigital({ url: sandbox.url, user: 'apiuser', password: 'secret' })
    const closing = closed.close()

    await expect(closed.campaigns.trigger([send])).rejects.toThrow(PlatformUnavailable)
    await closing
    await expect(closed.campaigns.trigger([send])).rejects.toThrow(PlatformUnavailable)
    expect((await state()).outbox).toHaveLength(0)
  })

  it('did not happen where nobody listens', async () => {
    const away = createDotdigital({ url: `http://127.0.0.1:${String(await freePort())}`, user: 'a', password: 'b' })

    await expect(away.campaigns.trigger([send])).rejects.toThrow(PlatformUnavailable)
    await away.close()
  })
})

describe('a single triggered campaign', () => {
  it('is sent', async () => {
    await dotdigital.campaigns.triggerOne({ ...send, metadata: { order: 'A' } })

    expect((await state()).outbox).toMatchObject([
      { to: ['jane@example.com'], campaignId: 12, personalization: send.personalization, metadata: { order: 'A' } },
    ])
  })

  it('is refused with Dotdigital’s code', async () => {
    await expect(dotdigital.campaigns.triggerOne({ ...send, campaignId: 99 })).rejects.toMatchObject({
      vendorCode: 'ERROR_CAMPAIGN_NOT_FOUND',
    })
  })

  it.each<FaultRule>([{ do: 'cut-before' }, { do: 'cut-after' }, { do: 'status', status: 500 }])(
    'has an unknown outcome after %j, and is not repeated',
    async (rule) => {
      await fault({ ...rule, match: { path: '/v2/email' } })

      await expect(dotdigital.campaigns.triggerOne(send)).rejects.toThrow(OutcomeUnknown)
      expect((await state()).outbox).toHaveLength(rule.do === 'cut-after' ? 1 : 0)
    },
  )
})

describe('an enrolment', () => {
  it('says who was not enrolled, once it is finished', async () => {
    const enrolment = await dotdigital.programs.enrol(3, [jane, joe])
    const early = await dotdigital.programs.enrolmentFaults(enrolment.id)
    await control('/clock', { advanceSeconds: 1 })

    expect(enrolment).toMatchObject({ programId: 3, status: 'processing' })
    expect(early).toBeUndefined()
    expect(await dotdigital.programs.enrolment(enrolment.id)).toEqual({ ...enrolment, status: 'finished' })
    expect(await dotdigital.programs.enrolmentFaults(enrolment.id)).toEqual([
      { contactId: joe, reason: 'unsubscribed' },
    ])
  })

  it('is a fault for who is in the program already', async () => {
    await dotdigital.programs.enrol(3, [jane])
    const second = await dotdigital.programs.enrol(3, [jane])
    await control('/clock', { advanceSeconds: 1 })

    expect(await dotdigital.programs.enrolmentFaults(second.id)).toEqual([
      { contactId: jane, reason: 'already-in-program' },
    ])
  })

  it('may be asked for 20 times an hour', async () => {
    for (let call = 0; call < 20; call += 1) await dotdigital.programs.enrol(3, [jane])

    await expect(dotdigital.programs.enrol(3, [jane])).rejects.toThrow(EnrolmentAllowanceExceeded)
    await control('/clock', { advanceSeconds: 3601 })
    await expect(dotdigital.programs.enrol(3, [jane])).resolves.toMatchObject({ programId: 3 })
  })

  it('is refused for a program that is not active, for one that does not exist, and for a stranger', async () => {
    await expect(dotdigital.programs.enrol(4, [jane])).rejects.toMatchObject({ vendorCode: 'ERROR_PROGRAM_NOT_ACTIVE' })
    await expect(dotdigital.programs.enrol(5, [jane])).rejects.toMatchObject({ vendorCode: 'ERROR_PROGRAM_NOT_FOUND' })
    await expect(dotdigital.programs.enrol(3, [77])).rejects.toThrow(RequestRefused)
  })

  it('takes no more than 25 contacts', async () => {
    await expect(
      dotdigital.programs.enrol(
        3,
        Array.from({ length: 26 }, () => jane),
      ),
    ).rejects.toThrow(RangeError)
  })

  it('has an unknown outcome where the line broke after it was made', async () => {
    await fault({ do: 'cut-after', match: { method: 'POST', path: '/v2/programs' } })

    await expect(dotdigital.programs.enrol(3, [jane])).rejects.toThrow(OutcomeUnknown)
    expect((await state()).enrolments).toMatchObject([{ enrolled: [jane] }])
  })

  it('is undefined where Dotdigital knows nothing of it', async () => {
    expect(await dotdigital.programs.enrolment('b0ff06d6-af04-4af8-a299-51bcbad94c1c')).toBeUndefined()
  })

  it('goes into one of the programs that are listed', async () => {
    expect(await dotdigital.programs.list()).toEqual([
      { id: 3, name: 'Reviews', status: 'Active' },
      { id: 4, name: 'Old', status: 'Deactivated' },
    ])
  })
})

/** A port that was free a moment ago, and that nobody listens on. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

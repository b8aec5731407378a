import { createDotdigitalSandbox, type SandboxState } from '@concord/sandbox-dotdigital'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { account } from '../traffic/worlds.js'
import { runSegment, type SegmentTold } from './segment.js'

describe("Segment's Dotdigital client, which knows nothing of this project", () => {
  let told: SegmentTold
  let outbox: () => Promise<SandboxState['outbox']>
  let stop: () => Promise<void>

  beforeAll(async () => {
    const world = {
      programs: [{ id: 77, name: 'Rate your purchase' }],
      campaigns: [{ id: 1001, name: 'Shipped' }],
      lists: [{ id: 5, name: 'Newsletter' }],
      dataFields: [points],
    }
    const sandbox = await createDotdigitalSandbox({ port: 0, world, settings: { importMs: 1 }, ...account })
    stop = sandbox.stop
    told = await runSegment({ url: sandbox.url, ...account })
    outbox = async () => ((await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as SandboxState).outbox
  })
  afterAll(() => stop())

  it('creates a contact on a list, with data fields it has checked first', () => {
    expect(told.contact).toMatchObject({
      identifiers: { email: 'from-segment@example.com' },
      dataFields: { FIRSTNAME: 'Ada', LOYALTY_POINTS: 7 },
      lists: [{ id: 5 }],
    })
  })

  it('finds data fields, lists, programs and campaigns to choose from', () => {
    expect(told.dataFields).toContain('LOYALTY_POINTS')
    expect(told.lists).toContain('Newsletter')
    expect(told.programs).toEqual(['Rate your purchase'])
    expect(told.campaigns).toEqual(['Shipped'])
  })

  it('sends a campaign, an e-mail and text messages, which all arrive', async () => {
    const email = 'from-segment@example.com'
    const mobile = expect.stringContaining('447700900123') as string

    // A campaign is sent a moment after it is asked for: before the contact leaves, some calls later.
    await expect.poll(outbox).toHaveLength(4)
    expect((await outbox()).toSorted((one, other) => one.kind.localeCompare(other.kind))).toMatchObject([
      { kind: 'campaign', campaignId: 1001, to: [email] },
      { kind: 'email', to: [email], content: { subject: 'A subject', html: '<p>Words</p>' } },
      { kind: 'sms', to: [mobile], content: { text: 'Words' } },
      { kind: 'sms', to: [mobile], content: { text: 'Words' } },
    ])
  })

  it('takes the contact off the list again', () => {
    expect(told.listsAfterRemoval).toEqual([])
  })

  it('enrols the contact in a program', () => {
    expect(told.enrolment).toMatchObject({ programId: 77, status: 'Processing' })
  })

  it('unsubscribes the contact', () => {
    expect(told.unsubscribed).toMatchObject({ channelProperties: { email: { status: 'unsubscribed' } } })
  })
})

const points = { name: 'LOYALTY_POINTS', type: 'Numeric' } as const

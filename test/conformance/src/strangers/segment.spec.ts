import { createDotdigitalSandbox } from '@concord/sandbox-dotdigital'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { account } from '../traffic/worlds.js'
import { runSegment, type SegmentTold } from './segment.js'

describe("Segment's Dotdigital client, which knows nothing of this project", () => {
  let told: SegmentTold
  let stop: () => Promise<void>

  beforeAll(async () => {
    const world = {
      programs: [{ id: 77, name: 'Rate your purchase' }],
      campaigns: [{ id: 1001, name: 'Shipped' }],
      lists: [{ id: 5, name: 'Newsletter' }],
      dataFields: [points],
    }
    const sandbox = await createDotdigitalSandbox({ port: 0, world, settings: { importMs: 20 }, ...account })
    stop = sandbox.stop
    told = await runSegment({ url: sandbox.url, ...account })
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

  it('sends a campaign, an e-mail and text messages', () => {
    expect(told.sent).toBe(4)
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

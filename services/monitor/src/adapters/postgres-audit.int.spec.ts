import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { received, settled, triggerTold } from '../testing/messages.js'
import { databases } from '../testing/opened.js'
import { postgresAudit } from './postgres-audit.js'

describe.each(databases)('the books of what was heard, on %s', (_name, open) => {
  let opened: Awaited<ReturnType<typeof open>>
  beforeAll(async () => {
    opened = await open()
  })
  beforeEach(() => opened.empty())
  afterAll(() => opened.close())

  const read = async (book: 'records' | 'triggers') => {
    const { nameWords, linesAfter } = postgresAudit(opened.db)[book]
    const lines: string[] = []
    let page = await linesAfter(undefined, 2)
    while (page.length > 0) {
      lines.push(...page.map((line) => line.join(' ')))
      page = await linesAfter(page.at(-1)?.slice(0, nameWords), 2)
    }
    return lines
  }

  it('have each version of each record once, in the order of names, with where it stands', async () => {
    for (const id of ['N-2', 'n-1', 'N-10']) await opened.timelines.note(received({ recordkey: `north:order:${id}` }))
    const about = { recordkey: 'north:order:N-2', recordversion: 'v2', at: 1 }
    await opened.timelines.note(settled({ state: 'delivered', reason: 'published' }, about))

    expect(await read('records')).toEqual([
      'north:order:N-10 v1 in-flight on-its-way',
      'north:order:N-2 v1 in-flight on-its-way',
      'north:order:N-2 v2 delivered published',
      'north:order:n-1 v1 in-flight on-its-way',
    ])
  })

  it('have each trigger once, in the order of names, with where it stands', async () => {
    for (const subject of ['north:N-2', 'north:n-1', 'north:N-10'])
      await opened.timelines.note(triggerTold({ subject }))

    expect(await read('triggers')).toEqual([
      'main shipped north:N-10 due data',
      'main shipped north:N-2 due data',
      'main shipped north:n-1 due data',
    ])
  })
})

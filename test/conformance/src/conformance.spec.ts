import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { whyNot } from './documents.js'
import type { Exchange } from './exchange.js'
import { complaintsIn, type Judged, openBench, staleAllowances } from './findings.js'
import { leftOut, leftOutOf } from './left-out.js'
import { nameless } from './traffic/by-hand.js'
import { reportOf } from './report.js'
import { recordStory } from './traffic/story.js'
import { recordTraffic, type Traffic } from './traffic/traffic.js'
import { unvouched } from './unvouched.js'

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${nameless(path)}`

const reports = resolve(import.meta.dirname, '../data')

if (whyNot !== undefined) process.stdout.write(`\nNothing is checked against the vendors' documents: ${whyNot}.\n`)

it.runIf(Boolean(process.env['CI']))('the documents are there wherever CI runs', () => {
  expect(whyNot).toBeUndefined()
})

describe.skipIf(whyNot !== undefined)(
  `what is said to the vendors${whyNot === undefined ? '' : ` (skipped: ${whyNot})`}`,
  () => {
    let traffic: Traffic
    let exchanges: readonly Exchange[]
    let judged: readonly Judged[]

    beforeAll(async () => {
      const bench = openBench()
      traffic = await recordTraffic(bench.operations)
      exchanges = [...traffic.exchanges, ...(await recordStory())]
      judged = bench.judge(exchanges.filter(({ isServed }) => isServed))
      await mkdir(reports, { recursive: true })
      await writeFile(join(reports, 'report.md'), reportOf(judged))
      process.stdout.write(`\n${reportOf(judged)}\n\n`)
    })

    it('is asked by everybody to the end', () => {
      expect(traffic.broken).toEqual([])
    })

    it('uses every method our clients offer', () => {
      expect(traffic.forgotten).toEqual([])
    })

    it('is answered well at least once for every operation the sandboxes serve', () => {
      const answered = new Set(
        judged.filter(({ exchange }) => exchange.status < 300).flatMap(({ operations }) => operations.map(nameOf)),
      )
      expect(traffic.served.map(nameOf).filter((name) => !answered.has(name))).toEqual([])
    })

    it('is as the documents say, request by request and answer by answer', () => {
      expect(complaintsIn(judged)).toEqual([])
    })

    it('is asked only of what the sandboxes serve', () => {
      const astray = exchanges.filter(({ isServed, caller }) => !isServed && caller !== 'by hand')
      expect(astray.map(({ caller, method, path }) => `${caller}: ${method} ${path}`)).toEqual([])
    })

    it('leaves out only the documented operations that are named as left out', () => {
      expect(traffic.notServed.filter((operation) => leftOutOf(operation).length === 0).map(nameOf)).toEqual([])
      expect(traffic.served.filter((operation) => leftOutOf(operation).length > 0).map(nameOf)).toEqual([])
      const named = new Set(traffic.notServed.flatMap(leftOutOf))
      expect(leftOut.filter((each) => !named.has(each))).toEqual([])
    })

    it('is described by a document, or named among what nothing vouches for', () => {
      const calls = judged.filter(({ operations }) => operations.length === 0).map(({ exchange }) => exchange)
      const unknown = calls.filter(
        ({ vendor, method, path }) =>
          !unvouched.some(
            (each) => each.vendor === vendor && each.call?.method === method && each.call.path.test(path),
          ),
      )
      expect([...new Set(unknown.map(({ method, path }) => `${method} ${path}`))]).toEqual([])
    })

    it('needs every allowance', () => {
      expect(staleAllowances(judged)).toEqual([])
    })
  },
)

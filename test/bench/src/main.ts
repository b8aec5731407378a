import { parseArgs } from 'node:util'
import { runProgram } from '@concord/runtime'
import { measureAccept } from './measures/accept.js'
import { measureCalls } from './measures/calls.js'
import { measureCompare } from './measures/compare.js'
import { measureDrain } from './measures/drain.js'
import type { Measure } from './measures/measure.js'
import { measureWholeWay } from './measures/whole-way.js'
import { withSystem } from './system/system.js'

const measures: Readonly<Record<string, Measure>> = {
  accept: measureAccept,
  way: measureWholeWay,
  calls: measureCalls,
  drain: measureDrain,
}
const customers = 1_000

const { values, positionals } = parseArgs({
  options: { history: { type: 'string', default: '100000' }, orders: { type: 'string', default: '25000' } },
  allowPositionals: true,
})
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const isAsked = (name: string): boolean => positionals.length === 0 || positionals.includes(name)

/** Each has a system of its own, so that none finds what another left behind. */
runProgram(async () => {
  for (const [name, measure] of Object.entries(measures)) {
    if (!isAsked(name)) continue
    const history = name === 'drain' ? Number(values.history) : 0
    say(`\n${name}`)
    await withSystem({ customers, history }, (system) => measure(system, say))
  }
  if (!isAsked('compare')) return
  say('\ncompare')
  await measureCompare(Number(values.orders), say)
})

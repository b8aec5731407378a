// Loaded before a program (`node --import`): its clock, PGlite's included, runs faster than the machine's and ahead of
// it, by as much as its environment says at the start, and its parent from then on. Its timers run as fast.
import { syncBuiltinESMExports } from 'node:module'
import promises from 'node:timers/promises'

const numberIn = (name: string): number => Number(process.env[name])
const startedAt = numberIn('CLOCK_STARTED_AT')
const speed = numberIn('CLOCK_SPEED')
let aheadMs = numberIn('CLOCK_AHEAD_MS')

const MachineDate = Date
const now = (): number => Math.floor(startedAt + (MachineDate.now() - startedAt) * speed + aheadMs)

globalThis.Date = new Proxy(MachineDate, {
  apply: () => new MachineDate(now()).toString(),
  construct: (target, given: unknown[], newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
  get: (target, name, receiver) => (name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown)),
})

const { setTimeout: machineTimeout, setInterval: machineInterval } = globalThis
const machinePause = promises.setTimeout

globalThis.setTimeout = Object.assign(
  (run: () => void, ms = 0, ...given: []) => machineTimeout(run, ms / speed, ...given),
  machineTimeout,
)
globalThis.setInterval = Object.assign(
  (run: () => void, ms = 0, ...given: []) => machineInterval(run, ms / speed, ...given),
  machineInterval,
)
promises.setTimeout = (ms = 0, ...given) => machinePause(ms / speed, ...given)
syncBuiltinESMExports()

process.on('message', (told: { readonly aheadMs: number }) => {
  ;({ aheadMs } = told)
  process.send?.(told)
})
process.channel?.unref()

import { createCallLog, createClock, createFaults, createSettings, listen } from '@concord/sandbox-kit'
import { createApp } from './app.js'
import { control } from './control.js'
import { createLife } from './life/life.js'
import { openMarkets } from './market.js'
import { openMemory } from './memory.js'
import { createNotifier, type Target } from './notifier.js'
import { Problem } from './problem.js'
import { MiraklSettings } from './settings.js'
import { openStory } from './story.js'
import type { z } from 'zod'
import type { World } from './world.js'

export interface MiraklSandboxOptions {
  /** 0 for any free one. */
  readonly port: number
  /** 127.0.0.1 unless given: the sandbox has no secrets worth the name and belongs on no open network. */
  readonly host?: string | undefined
  readonly world: World
  /** A file that keeps the step, the clock and what was written over a restart or a kill. */
  readonly statePath?: string | undefined
  /** By marketplace id. */
  readonly notify?: Readonly<Record<string, Target>> | undefined
  /** What `POST /_sandbox/settings` changes, and a reset goes back to. */
  readonly settings?: z.input<typeof MiraklSettings> | undefined
  /** `POST /_sandbox/clock` makes the sandbox's clock out of this one; default the machine's. */
  readonly now?: (() => Date) | undefined
}

export interface MiraklSandbox {
  /** Without a marketplace: each answers under `<url>/<id>/api`. */
  readonly url: string
  stop(): Promise<void>
  step(): number
  /**
   * Enters every step up to `step`, one by one: shows it, then pushes its webhooks and relay posts. Resolves once all
   * are accepted or given up; to the step it stands at already, nothing happens.
   *
   * @throws when `step` is behind the current one or beyond the last
   */
  advanceTo(step: number): Promise<void>
}

/** How often life goes on where nobody calls, so that its webhooks go out. */
const pulseMs = 250

export const createMiraklSandbox = async (options: MiraklSandboxOptions): Promise<MiraklSandbox> => {
  const { port, host, world, statePath, notify: targets = {} } = options
  const stopping = new AbortController()
  const memory = openMemory(statePath)
  const story = openStory(world, memory)
  const markets = openMarkets(story, memory)
  const settings = createSettings(MiraklSettings, options.settings)
  const clock = createClock(options.now ?? (() => new Date()))
  memory.listen((fact) => {
    if (fact.fact === 'clock') clock.restore(fact.state)
  })
  const calls = createCallLog(clock.now)
  const faults = createFaults()
  const notifier = createNotifier({ world, targets, stopped: stopping.signal })

  const enterAll = async (to: number): Promise<void> => {
    if (to < story.step()) throw new Problem(400, 'The story only goes forward; reset starts it over')
    if (to > story.lastStep) throw new Problem(400, `The story ends at step ${story.lastStep}`)
    while (story.step() < to && !stopping.signal.aborted) {
      story.setStep(story.step() + 1)
      await notifier.enter(story.step())
    }
  }
  const advanceTo = inTurn(enterAll)

  const life = createLife({ story, markets, memory, notifier, now: clock.now })
  const router = control({ story, markets, memory, settings, calls, faults, clock, notifier, advanceTo, life })
  const app = createApp({ markets, settings, calls, faults, clock, memory, control: router, catchUp: life.catchUp })
  const server = await listen(app, port, host)
  const pulse = setInterval(life.catchUp, pulseMs).unref()
  const stop = async (): Promise<void> => {
    stopping.abort()
    clearInterval(pulse)
    await server.close()
    memory.close()
  }
  return { url: server.url, stop, step: () => story.step(), advanceTo }
}

/** Calls wait for the one before them, whether that failed or not. */
const inTurn = (work: (step: number) => Promise<void>): ((step: number) => Promise<void>) => {
  let last: Promise<void> = Promise.resolve()
  return (step) => {
    const run = last.then(() => work(step))
    last = run.catch(() => undefined)
    return run
  }
}

import { setTimeout as pause } from 'node:timers/promises'
import type { EmbeddedWorld } from '../embedded.js'
import type { Fault } from './fault.js'

/** @param mostMs longest time it lives after its start */
export const killEverything = (mostMs: number): Fault<EmbeddedWorld> => ({
  name: 'kill npm start',
  sentence: 'the one process that is all of Concord is killed with -9 at a random moment and started again',
  async run(world, random) {
    await pause(random.between(50, mostMs))
    await world.kill()
  },
})

import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceName } from '@concord/contracts'
import type { Fault } from './fault.js'

/** @param times how often each replica dies */
export const killService = (service: ServiceName, times = 1): Fault => ({
  name: `kill ${service}`,
  sentence: `${service} is killed with -9 and started again`,
  async run(world, random) {
    for (let nth = 0; nth < times * world.replicasOf(service); nth += 1) {
      await pause(random.between(100, 1_200))
      await world.kill(service, nth % world.replicasOf(service))
    }
  },
})

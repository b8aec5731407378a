import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './fault.js'

export const restartDatabase: Fault = {
  name: 'restart PostgreSQL',
  sentence: 'PostgreSQL is stopped for a second, which breaks every transaction, and started again',
  async run({ servers }) {
    await servers.postgres.stop()
    await pause(1_000)
    await servers.postgres.start()
  },
}

import { setTimeout as pause } from 'node:timers/promises'
import { queueOf, type ServiceName } from '@concord/contracts'
import { waitFor } from '@concord/testing'
import { connect } from 'amqplib'
import type { Fault } from './fault.js'

export const restartBroker: Fault = {
  name: 'restart RabbitMQ',
  sentence: 'RabbitMQ is stopped for two seconds and started again',
  async run({ servers }) {
    await servers.rabbitmq.stop()
    await pause(2_000)
    await servers.rabbitmq.start()
  },
}

/** Waits until there is something to lose, as far as that happens soon. */
export const purgeQueue = (service: ServiceName): Fault => ({
  name: `purge ${service}`,
  sentence: `the queue ${queueOf(service, 'realtime')} is emptied`,
  async run({ servers }) {
    await purge(servers.rabbitmq.url, queueOf(service, 'realtime'))
  },
})

const purgeLimitMs = 3_000

/** Empties a queue once something is in it; one that stays empty, or is not there yet, has nothing to lose. */
export const purge = async (url: string, queue: string): Promise<void> => {
  const what = `something in ${queue}`
  await waitFor(() => purged(url, queue), { limitMs: purgeLimitMs, everyMs: 20, what }).catch(() => undefined)
}

/** Whether there was anything. */
const purged = async (url: string, queue: string): Promise<boolean> => {
  const connection = await connect(url)
  connection.on('error', () => undefined)
  try {
    const channel = await connection.createChannel()
    // A queue that is not there closes the channel, beside the call that fails.
    channel.on('error', () => undefined)
    const { messageCount } = await channel.checkQueue(queue)
    if (messageCount > 0) await channel.purgeQueue(queue)
    return messageCount > 0
  } finally {
    await connection.close().catch(() => undefined)
  }
}

export const wipeBroker: Fault = {
  name: 'wipe RabbitMQ',
  sentence: 'RabbitMQ is stopped, loses its whole data directory, and is started empty',
  run: ({ servers }) => servers.wipeBroker(),
}

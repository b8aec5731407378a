import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { connect } from 'amqplib'

const program = fileURLToPath(new URL('./bare-hop.js', import.meta.url))
/** To the resolver, the guard, the publisher, and back to the gateway, which takes the last. */
const queues = ['bench.received', 'bench.identified', 'bench.decided', 'bench.settled'] as const

/** So many messages over the same hops as a record takes, through processes that do nothing else; messages a second. */
export const bareWay = async (url: string, messages: number, content: Buffer): Promise<number> => {
  const connection = await connect(url)
  const channel = await connection.createConfirmChannel()
  const hops: ChildProcess[] = []
  try {
    for (const queue of queues) await channel.assertQueue(queue, { arguments: { 'x-queue-type': 'quorum' } })
    for (const [nth, from] of queues.slice(0, -1).entries()) {
      const hop = fork(program, [url, from, queues[nth + 1] ?? ''])
      hops.push(hop)
      await once(hop, 'message')
    }
    const begun = performance.now()
    const arrived = allArrived(channel, messages)
    for (let nth = 0; nth < messages; nth += 1) channel.sendToQueue(queues[0], content, { persistent: true })
    await channel.waitForConfirms()
    await arrived
    return messages / ((performance.now() - begun) / 1_000)
  } finally {
    for (const hop of hops) hop.kill()
    for (const queue of queues) await channel.deleteQueue(queue)
    await connection.close()
  }
}

type Channel = Awaited<ReturnType<Awaited<ReturnType<typeof connect>>['createConfirmChannel']>>

const allArrived = (channel: Channel, messages: number): Promise<void> =>
  new Promise((resolve, reject) => {
    let count = 0
    const take = (message: Parameters<Parameters<Channel['consume']>[1]>[0]): void => {
      if (message === null) return reject(new Error('the broker ended the consumer'))
      channel.ack(message)
      if ((count += 1) === messages) resolve()
    }
    channel.consume(queues[3], take).catch(reject)
  })

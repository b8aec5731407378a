import { connect } from 'amqplib'

/**
 * A program: what a hop costs by itself. Takes each message of one quorum queue, publishes it to another one with
 * confirm, and acknowledges it then. Ends with whoever started it.
 */
const [url = '', from = '', to = ''] = process.argv.slice(2)
const prefetch = 50

const connection = await connect(url)
const channel = await connection.createConfirmChannel()
await channel.prefetch(prefetch)
await channel.consume(from, (message) => {
  if (message === null) return
  channel.sendToQueue(to, message.content, { persistent: true }, (failure: unknown) => {
    if (failure !== null && failure !== undefined) throw failure as Error
    channel.ack(message)
  })
})
process.once('disconnect', () => process.exit(0))
process.send?.('ready')

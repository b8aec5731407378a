import type { Consumer } from '../bus.js'
import { isNotFound } from './apply-topology.js'
import type { Names } from './names.js'
import type { Session } from './session.js'

/**
 * Lets each service say again what the broker has forgotten. That it has, shows by a mark of the service that is missing:
 * at the first use of a broker, and after it lost its disks. The mark is made once the service has done so.
 */
export const recall = async (session: Session, consumers: readonly Consumer[], names: Names): Promise<void> => {
  for (const { service, onForgotten } of consumers) {
    const mark = names.mark(service)
    if (onForgotten === undefined || (await isThere(session, mark))) continue
    await onForgotten()
    const channel = await session.channel()
    await channel.assertExchange(mark, 'direct', { durable: true })
    await channel.close()
  }
}

const isThere = async (session: Session, exchange: string): Promise<boolean> => {
  const channel = await session.question()
  try {
    await channel.checkExchange(exchange)
  } catch (refused) {
    if (isNotFound(refused)) return false
    throw refused
  }
  await channel.close()
  return true
}

import { lanes } from '@concord/domain'
import type { AlertClocks } from '@concord/runtime'
import type { FiguresSeen } from './figure-rules.js'
import { samplesOf } from './figures.js'
import type { Blind, Finding } from './finding.js'
import { found } from './found.js'

/** Queues that nobody consumes, that are long, that hold dead letters, and of which nothing is known. */
export const queueFindings = (
  { queueMessages }: AlertClocks,
  { samples, speaking }: Pick<FiguresSeen, 'samples' | 'speaking'>,
): readonly Finding[] => {
  const consuming = samplesOf(samples, 'concord_queue_consuming')
  const depths = samplesOf(samples, 'concord_queue_messages')
  const queues = lanesOf(speaking)
  const unconsumed = consuming.filter(({ value }) => value === 0)
  const isDead = (queue: string): boolean => queue.endsWith('.dead')
  return [
    ...queues
      .filter((queue) => consuming.every(({ labels }) => labels['queue'] !== queue))
      .map((queue) => found('no-data', { ...namesOf(queue), group: `queue ${queue}` })),
    ...(unconsumed.length > 1 && unconsumed.length === consuming.length
      ? [found('queue-unconsumed', { group: 'all', where: everyQueue, count: unconsumed.length })]
      : []),
    ...unconsumed.map(({ labels }) => found('queue-unconsumed', namesOf(labels['queue'] ?? ''))),
    ...depths.flatMap(({ labels: { queue = '' }, value: count }) => {
      if (isDead(queue)) return count > 0 ? [found('dead-letters', { ...namesOf(queue), count })] : []
      return count > queueMessages ? [found('queue-deep', { ...namesOf(queue), count })] : []
    }),
  ]
}

/** What cannot be seen where nobody says how many messages a queue holds, as while RabbitMQ is away. */
export const blindOfQueues = ({ samples, speaking }: Pick<FiguresSeen, 'samples' | 'speaking'>): readonly Blind[] => {
  const known = new Set(samplesOf(samples, 'concord_queue_messages').map(({ labels }) => labels['queue']))
  const isUnknown = (queue: string): boolean => !known.has(queue)
  return speaking.flatMap((service): readonly Blind[] => [
    ...(lanesOf([service]).some(isUnknown) ? [{ type: 'queue-deep', place: { service } } as const] : []),
    ...(isUnknown(`${service}.dead`) ? [{ type: 'dead-letters', place: { service } } as const] : []),
  ])
}

const everyQueue = 'RabbitMQ (*)'

const lanesOf = (speaking: readonly string[]): readonly string[] =>
  speaking.flatMap((service) => lanes.map((lane) => `${service}.${lane}`))

const namesOf = (queue: string) => ({ place: { service: queue.split('.')[0] }, group: queue, where: queue })

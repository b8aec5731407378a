import { services, tellings, type ServiceName } from '@concord/contracts'
import { lanes } from '@concord/domain'
import type { Ladder } from '../ladder.js'
import { namesWith, type Names } from './names.js'
import { topologyOf } from './topology.js'

/**
 * All of it for `rabbitmqctl import_definitions`: what the bus would declare, policies that an operator may tune, and
 * users without a password, who can sign in only once they were given one.
 */
export const definitionsOf = (ladderMs: Ladder, vhost = '/') => {
  const names = namesWith('')
  const { exchanges, queues, bindings } = topologyOf(names, ladderMs)
  const durable = { vhost, durable: true, auto_delete: false }
  return {
    vhosts: [{ name: vhost }],
    users: [
      ...services.map((name) => userOf(name)),
      userOf(deployUser, 'policymaker'),
      userOf(healthUser, 'monitoring'),
    ],
    permissions: [
      ...services.map((service) => permissionsOf(names, service)),
      allOf(deployUser),
      noneOf(healthUser),
    ].map((permission) => ({ ...permission, vhost })),
    topic_permissions: services.map((user) => ({
      ...{ user, vhost, exchange: names.exchange },
      write: keysOf(user),
      read: nothing,
    })),
    parameters: [],
    policies: boundsOf(names).map(({ name, queues: bounded, definition }) => ({
      ...{ vhost, name, pattern: oneOf(bounded), 'apply-to': 'queues', priority: 0, definition },
    })),
    exchanges: exchanges.map(({ name, type }) => ({ name, ...durable, type, internal: false, arguments: {} })),
    queues: queues.map(({ name, arguments: args }) => ({ name, ...durable, arguments: args })),
    bindings: bindings.map(({ exchange, queue, key }) => ({
      ...{ source: exchange, vhost, destination: queue, destination_type: 'queue' },
      ...{ routing_key: key, arguments: {} },
    })),
  }
}

/** May change whatever is on the virtual host, so that no service must. */
const deployUser = 'concord-deploy'
/** May look at figures, and at no message. */
const healthUser = 'concord-health'

/** An empty hash is documented to let nobody in by password (rabbitmq.com/docs/passwords). */
const userOf = (name: string, tags = '') => ({
  ...{ name, password_hash: '', hashing_algorithm: 'rabbit_password_hashing_sha256', tags },
})

const [nothing, everything] = ['^$', '.*']
const allOf = (user: string) => ({ user, configure: everything, write: everything, read: everything })
const noneOf = (user: string) => ({ user, configure: nothing, write: nothing, read: nothing })

/** Reads its own queues; writes to its own exchanges and, where it tells anything, to the one of all. */
const permissionsOf = (names: Names, user: ServiceName) => {
  const own = [...lanes.map((lane) => names.lane(user, lane)), names.dead(user)]
  const main = stagesOf(user).length === 0 ? [] : [names.exchange]
  const aside = `${escaped(user)}\\.(dead|retry-[0-9.]+s)`
  return {
    ...{ user, configure: nothing, read: oneOf(own) },
    write: `^(${[...main.map(escaped), aside].join('|')})$`,
  }
}

const stagesOf = (service: ServiceName) => [...new Set([...tellings[service].returned, ...tellings[service].relayed])]

/** A message about no record has an empty kind. */
const keysOf = (service: ServiceName): string => {
  const stages = stagesOf(service)
  return stages.length === 0 ? nothing : `^(${stages.join('|')})\\.[^.]*\\.(${lanes.join('|')})$`
}

const mebibyte = 2 ** 20

/** Monitor only watches: its queues have more room, since once they are full they stop everyone. */
const boundsOf = (names: Names) => {
  const lanesOf = (of: readonly ServiceName[]) => of.flatMap((name) => lanes.map((lane) => names.lane(name, lane)))
  const working = services.filter((name) => name !== 'monitor')
  return [
    { name: 'concord-lanes', queues: lanesOf(working), definition: bound(200_000, 1_024) },
    { name: 'concord-monitor-lanes', queues: lanesOf(['monitor']), definition: bound(1_000_000, 4_096) },
    { name: 'concord-dead-letters', queues: services.map((name) => names.dead(name)), definition: bound(50_000, 512) },
  ]
}

const bound = (messages: number, mebibytes: number) => ({
  ...{ 'max-length': messages, 'max-length-bytes': mebibytes * mebibyte, overflow: 'reject-publish' },
})

const escaped = (name: string): string => name.replaceAll('.', '\\.')
const oneOf = (names: readonly string[]): string => `^(${names.map(escaped).join('|')})$`

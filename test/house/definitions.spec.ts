import { fileURLToPath } from 'node:url'
import { services } from '@concord/contracts'
import { defaultLadderMs, definitionsOf } from '@concord/messaging'
import { describe, expect, it } from 'vitest'

const path = fileURLToPath(new URL('../../deploy/rabbitmq/definitions.json', import.meta.url))
const definitions = definitionsOf(defaultLadderMs)

describe('deploy/rabbitmq/definitions.json', () => {
  // After a change of the topology: npx vitest run --project house test/house/definitions.spec.ts -u
  it('holds what the bus would declare, and who may do what', async () => {
    await expect(`${JSON.stringify(definitions, null, 2)}\n`).toMatchFileSnapshot(path)
  })

  it('holds no password', () => {
    expect(definitions.users.map(({ password_hash }) => password_hash)).toEqual(definitions.users.map(() => ''))
  })

  it('lets a service configure nothing, and read nothing but its own queues', () => {
    const queues = definitions.queues.map(({ name }) => name)
    for (const service of services) {
      const found = definitions.permissions.find(({ user }) => user === service)
      const readable = queues.filter((queue) => new RegExp(found?.read ?? '').test(queue))

      expect(found?.configure).toBe('^$')
      expect(readable.toSorted()).toEqual([`${service}.bulk`, `${service}.dead`, `${service}.realtime`])
    }
  })

  it('lets a service write only to its own exchanges, and to the one of all', () => {
    const exchanges = ['', 'amq.default', ...definitions.exchanges.map(({ name }) => name)]
    for (const service of services) {
      const found = definitions.permissions.find(({ user }) => user === service)
      const writable = exchanges.filter((name) => new RegExp(found?.write ?? '').test(name))
      const own = exchanges.filter((name) => name.startsWith(`${service}.`) && name !== `${service}.again`)

      expect(writable).toEqual(['concord', ...own])
    }
  })

  it('bounds each lane and each dead letter queue by one policy, and none of the rungs', () => {
    const boundsOf = (queue: string): number =>
      definitions.policies.filter(({ pattern }) => new RegExp(pattern).test(queue)).length

    for (const { name } of definitions.queues)
      expect([name, boundsOf(name)]).toEqual([name, name.includes('.retry-') ? 0 : 1])
  })
})

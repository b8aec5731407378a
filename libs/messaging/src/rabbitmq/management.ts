import { z } from 'zod'

/** What RabbitMQ's management API says, or undefined while it says nothing. */
export interface Management {
  /** The tags of all who consume, by queue. */
  consumers(): Promise<ReadonlyMap<string, readonly string[]> | undefined>
}

const waitMs = 5_000
const consumerList = z.array(z.object({ consumer_tag: z.string(), queue: z.object({ name: z.string() }) }))

/**
 * Reads `GET /api/consumers/<virtual host>` (documented for 3.10 and 4.x). Its user needs the tag `monitoring`: with
 * `management` alone the list holds only the consumers of that user.
 *
 * @param url with user and password
 * @param brokerUrl names the virtual host
 */
export const managementAt = (url: string, brokerUrl: string): Management => {
  const { origin, pathname, username, password } = new URL(url)
  const path = `${origin}${pathname.replace(/\/$/, '')}/api/consumers/${vhostOf(brokerUrl)}`
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const headers = { authorization: `Basic ${Buffer.from(login).toString('base64')}` }
  return {
    async consumers() {
      try {
        const answer = await fetch(path, { headers, signal: AbortSignal.timeout(waitMs) })
        return answer.ok ? byQueue(consumerList.parse(await answer.json())) : void (await answer.body?.cancel())
      } catch {
        return undefined
      }
    },
  }
}

/** An AMQP address without a path means the virtual host `/`. */
const vhostOf = (brokerUrl: string): string => {
  const path = new URL(brokerUrl).pathname.slice(1)
  return path === '' ? '%2F' : encodeURIComponent(decodeURIComponent(path))
}

const byQueue = (listed: z.infer<typeof consumerList>): ReadonlyMap<string, readonly string[]> => {
  const tags = new Map<string, string[]>()
  for (const { consumer_tag: tag, queue } of listed) tags.set(queue.name, [...(tags.get(queue.name) ?? []), tag])
  return tags
}

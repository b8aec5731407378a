import { randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'

export interface Post {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** A body signed the Standard Webhooks way, with an id of its own. */
export const signedWith = (secret: string): ((body: string) => Post) => {
  const webhook = new Webhook(secret)
  return (body) => {
    const [id, at] = [`msg_${randomUUID()}`, new Date()]
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': webhook.sign(id, at, body),
    }
    return { body, headers }
  }
}

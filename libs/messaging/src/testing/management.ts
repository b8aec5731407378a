/** The management API of the broker under test. */
export const managementUrl = (): string => {
  const url = process.env['RABBITMQ_MANAGEMENT_URL']
  if (!url) throw new Error('RABBITMQ_MANAGEMENT_URL is not set: these tests need the management API of RABBITMQ_URL')
  return url
}

/** Asks it as the user that its address names; gives what it answers. */
export const manage = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const { origin, username, password } = new URL(managementUrl())
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const headers = { authorization, 'content-type': 'application/json' }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const answer = await fetch(`${origin}/api/${path}`, { method, headers, ...sent })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}

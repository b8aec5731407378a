import type { Posting } from '../webhooks/webhook-delivery.js'
import type { ProgramWebhook, StoredContact } from '../memory/world.js'

/** What a program's webhook step sends for a contact. */
export const programPosting = ({ url, auth, body }: ProgramWebhook, contact: StoredContact): Posting => {
  const target = new URL(url)
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (auth?.kind === 'basic') {
    headers['authorization'] = `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString('base64')}`
  }
  if (auth?.kind === 'bearer') headers['authorization'] = `Bearer ${auth.token}`
  if (auth?.kind === 'api-key' && auth.in === 'header') headers[auth.name] = auth.value
  if (auth?.kind === 'api-key' && auth.in === 'query') target.searchParams.set(auth.name, auth.value)
  return { url: target.href, headers, body: JSON.stringify(personalised(body, contact)) }
}

/** A name that the contact has no value for leaves nothing. */
const personalised = (template: unknown, contact: StoredContact): unknown => {
  if (typeof template === 'string') {
    return template.replaceAll(/@([A-Za-z0-9_-]+)@/g, (_whole, name: string) => valueOf(contact, name.toUpperCase()))
  }
  if (Array.isArray(template)) return template.map((item) => personalised(item, contact))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(Object.entries(template).map(([name, value]) => [name, personalised(value, contact)]))
}

const valueOf = ({ contactId, identifiers, dataFields }: StoredContact, name: string): string => {
  if (name === 'EMAIL') return identifiers['email'] ?? ''
  if (name === 'CONTACTID') return String(contactId)
  return String(dataFields[name] ?? '')
}

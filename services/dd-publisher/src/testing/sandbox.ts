import type { Call, FaultRule, SandboxState, StoredContact, StoredRecord } from '@concord/sandbox-dotdigital'

/** The sandbox's control pages: to look inside, and to play what happens on Dotdigital's side. */
export interface SandboxControl {
  state(): Promise<SandboxState>
  calls(path?: string): Promise<readonly Call[]>
  contact(email: string): Promise<StoredContact | undefined>
  record(key: string, collection?: string): Promise<StoredRecord | undefined>
  /** Addresses that a campaign went to, in order. */
  sent(campaignId: number): Promise<readonly string[]>
  /** Contacts that were let into a program. */
  enrolled(programId: number): Promise<readonly number[]>
  faults(...rules: readonly FaultRule[]): Promise<void>
  /** What becomes of imports other than success. */
  imports(...rules: readonly Readonly<Record<string, unknown>>[]): Promise<void>
  setStatus(email: string, status: string): Promise<void>
  /** As an account user would: the contact goes into the recycle bin. */
  delete(contactId: number): Promise<void>
  reset(): Promise<void>
}

export const controlOf = (url: string): SandboxControl => {
  const ask = async <T>(path: string, body?: unknown): Promise<T> => {
    const post = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const response = await fetch(`${url}/_sandbox/${path}`, body === undefined ? {} : post)
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    return (await response.json()) as T
  }
  const state = (): Promise<SandboxState> => ask('state')
  return {
    state,
    calls: async (path = '') =>
      (await ask<{ calls: Call[] }>(`calls?${new URLSearchParams({ path }).toString()}`)).calls,
    contact: async (email) => (await state()).contacts.find(({ identifiers }) => identifiers['email'] === email),
    record: async (key, collection = 'Orders') => (await state()).records[collection]?.[key],
    sent: async (campaign) =>
      (await state()).outbox.filter(({ campaignId }) => campaignId === campaign).flatMap(({ to }) => to),
    enrolled: async (program) =>
      (await state()).enrolments.filter(({ programId }) => programId === program).flatMap(({ enrolled }) => enrolled),
    faults: (...rules) => ask('faults', rules),
    imports: (...rules) => ask('imports', rules),
    setStatus: (email, status) => ask(`contacts/${encodeURIComponent(email)}/status`, { status }),
    delete: async (contactId) => {
      const headers = { authorization: `Basic ${btoa('user:password')}` }
      const response = await fetch(`${url}/contacts/v3/contactId/${contactId}`, { method: 'DELETE', headers })
      if (!response.ok) throw new Error(`The deletion answered ${response.status}`)
    },
    reset: () => ask('reset', {}),
  }
}

import { describe, expect, it } from 'vitest'
import { accountEntry } from './account-entry.js'

describe('the page of a contact', () => {
  const parsed = (contactUrl: unknown) => accountEntry.safeParse({ newContacts: 'unsubscribed', contactUrl })

  it('is none unless it is given, since nobody knows it but whoever sees it', () => {
    expect(parsed(undefined).data?.contactUrl).toBeUndefined()
  })

  it.each(['https://app.example/#/contacts/{contactId}', 'https://app.example/contact?id={contactId}&tab=1'])(
    'is kept as it is written: %s',
    (url) => {
      expect(parsed(url).data?.contactUrl).toBe(url)
    },
  )

  it.each(['https://app.example/', 'http://app.example/{contactId}', 'javascript:alert({contactId})', '{contactId}'])(
    'is refused where it leads nowhere, or anywhere: %s',
    (url) => {
      expect(parsed(url).error?.issues[0]?.path).toEqual(['contactUrl'])
    },
  )
})

import { describe, expect, it } from 'vitest'
import { CredentialsRefused, MiraklUnavailable } from './errors.js'
import { createHarness, json } from './testing/harness.js'

const { client, serveInTurn } = createHarness()

describe('health', () => {
  it('is good where Mirakl answers, whatever it says', async () => {
    const { url, seen } = await serveInTurn((_request, response) => response.end('<version>3</version>'))

    await expect(client(url).health()).resolves.toBeUndefined()
    expect(seen).toMatchObject([{ path: '/prefix/api/version' }])
  })

  it.each([
    [503, MiraklUnavailable],
    [401, CredentialsRefused],
  ])('is not where it answers %d', async (status, failure) => {
    const { url } = await serveInTurn(json({ status, message: 'no' }, status))

    await expect(client(url).health()).rejects.toThrow(failure)
  })
})

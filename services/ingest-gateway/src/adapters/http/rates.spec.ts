import type { Request } from 'express'
import { describe, expect, it } from 'vitest'
import { addressOf } from './rates.js'

const asked = (remoteAddress: string | undefined, forwarded?: string): Request =>
  ({ headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress } }) as unknown as Request

describe('the address of who connects', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    [undefined, ''],
  ])('%s counts as %s', (remote, address) => {
    expect(addressOf(asked(remote), 0)).toBe(address)
  })

  it.each<[number, string | undefined, string]>([
    [0, '203.0.113.9', '192.0.2.1'],
    [1, 'forged, 203.0.113.9', '203.0.113.9'],
    [2, 'forged, 203.0.113.9, 198.51.100.1', '203.0.113.9'],
    [3, '203.0.113.9', '192.0.2.1'],
    [1, undefined, '192.0.2.1'],
    [1, 'x'.repeat(500), 'x'.repeat(64)],
  ])('is what %i proxies say of it: %s', (proxies, forwarded, address) => {
    expect(addressOf(asked('192.0.2.1', forwarded), proxies)).toBe(address)
  })
})

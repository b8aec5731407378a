import { describe, expect, it } from 'vitest'
import { watchedHosts, watchedUrls } from './watched-urls.js'

const faultsOf = (result: {
  readonly error?: { readonly issues: readonly { readonly message: string }[] } | undefined
}) => result.error?.issues.map(({ message }) => message)

describe('what is watched', () => {
  it('is a service and its address, once for each replica', () => {
    expect(watchedUrls.parse('dd-publisher=http://a:1/?x=y, dd-publisher=https://b,')).toEqual([
      { name: 'dd-publisher', url: 'http://a:1/?x=y' },
      { name: 'dd-publisher', url: 'https://b' },
    ])
    expect(watchedUrls.parse(undefined)).toEqual([])
  })

  it('names the place of each entry that is wrong, and shows no address, which may hold a password', () => {
    const faults = faultsOf(watchedUrls.safeParse('publisher=http://u:secret@a,monitor=ftp://u:secret@b'))

    expect(faults).toEqual([
      expect.stringMatching(/^entry 1 must begin/),
      expect.stringMatching(/^entry 2 must be name=url/),
    ])
    expect(String(faults)).not.toContain('secret')
  })

  it('is addresses whose certificates are looked at, where empty ones stand for none', () => {
    expect(watchedHosts.parse('https://a.example, ,http://b.example')).toEqual([
      'https://a.example',
      'http://b.example',
    ])
    expect(faultsOf(watchedHosts.safeParse('a.example'))).toHaveLength(1)
  })
})

import { services } from '@concord/contracts'
import { z } from 'zod'
import type { WatchedUrl } from './figure-sources.js'

/** `name=url,…`; a service that has several processes is named several times. A fault names the place of the entry. */
export const watchedUrls = z
  .string()
  .default('')
  .transform((text, context): readonly WatchedUrl[] => {
    const entries = text.split(',').filter((entry) => entry.trim() !== '')
    const parts = entries.map((entry) => {
      const [name = '', ...url] = entry.trim().split('=')
      return { name, url: url.join('=') }
    })
    const faults = parts.flatMap(({ name, url }, index) => [
      ...(services.some((service) => service === name)
        ? []
        : [`entry ${index + 1} must begin with a service: ${services.join(', ')}`]),
      ...(isWeb(url) ? [] : [`entry ${index + 1} must be name=url, with http:// or https://`]),
    ])
    for (const message of faults) context.addIssue({ code: 'custom', message })
    return faults.length === 0 ? parts : z.NEVER
  })

/** Addresses by comma; empty ones are left out, and so are those without TLS. */
export const watchedHosts = z
  .string()
  .default('')
  .transform((text, context): readonly string[] => {
    const urls = text
      .split(',')
      .map((url) => url.trim())
      .filter((url) => url !== '')
    if (urls.every(isWeb)) return urls
    context.addIssue({ code: 'custom', message: 'must be URLs by comma, with http:// or https://' })
    return z.NEVER
  })

const isWeb = (url: string): boolean => /^https?:\/\//.test(url) && URL.canParse(url)

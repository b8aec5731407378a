import { isIP } from 'node:net'
import { connect } from 'node:tls'
import type { CertificateSeen } from '../../alerts/expiry-rules.js'

const timeoutMs = 10_000
/** What was seen is good for an hour; what could not be is looked at again the next time. */
const freshMs = 3_600_000

/** Looks by a handshake how long the certificates of servers are valid, whether or not anybody trusts them. */
export const certificateSource = (urls: readonly string[], now: () => Date) => {
  const hosts = urls.map((url) => new URL(url)).filter(({ protocol }) => protocol === 'https:')
  const places = new Map(
    hosts.map(({ host, hostname, port }) => [
      host,
      { hostname: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) || 443 },
    ]),
  )
  const known = new Map<string, { readonly at: number; readonly seen: CertificateSeen }>()
  return (): Promise<readonly CertificateSeen[]> =>
    Promise.all(
      [...places].map(async ([name, { hostname, port }]) => {
        const last = known.get(name)
        if (last !== undefined && now().getTime() - last.at < freshMs) return last.seen
        const seen = await looked(name, hostname, port)
        if ('validTo' in seen) known.set(name, { at: now().getTime(), seen })
        return seen
      }),
    )
}

const looked = (host: string, hostname: string, port: number): Promise<CertificateSeen> =>
  new Promise((resolve) => {
    const socket = connect({
      ...{ host: hostname, port, rejectUnauthorized: false, timeout: timeoutMs },
      ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
    })
    const end = (seen: CertificateSeen): void => {
      socket.destroy()
      resolve(seen)
    }
    socket.once('secureConnect', () => {
      const validTo = new Date(socket.getPeerCertificate().valid_to)
      end(
        Number.isNaN(validTo.getTime())
          ? { host, failure: 'it shows no certificate' }
          : { host, validTo: validTo.toISOString() },
      )
    })
    socket.once('timeout', () => end({ host, failure: 'no answer in ten seconds' }))
    socket.once('error', (failure: NodeJS.ErrnoException) => end({ host, failure: failure.code ?? 'no handshake' }))
  })

import { subscribe } from 'node:diagnostics_channel'
import { TLSSocket } from 'node:tls'
import type { Notes } from './metrics-noted.js'

/** Told by undici of every connection in this process, whoever makes it. */
const channel = 'undici:client:connected'

/**
 * Notes until when each certificate is valid that a server shows to a connection of this process. A session that is resumed
 * shows the one of its beginning, and is passed over.
 */
export const noteCertificates = ({ note }: Pick<Notes, 'note'>): void =>
  subscribe(channel, (message) => {
    const { socket, connectParams } = message as Connected
    if (!(socket instanceof TLSSocket) || socket.isSessionReused()) return
    const validTo = Date.parse(socket.getPeerCertificate().valid_to)
    if (Number.isNaN(validTo)) return
    const labels = { host: connectParams.host }
    note({ name: 'concord_certificate_expiry_timestamp_seconds', labels, value: validTo / 1_000 })
  })

interface Connected {
  readonly socket: unknown
  /** With its port, where that is not the usual one. */
  readonly connectParams: { readonly host: string }
}

import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { notServedHeader } from '@concord/sandbox-kit'
import { buffer } from 'node:stream/consumers'
import type { Vendor } from './documents.js'
import { type Exchange, withoutPrefix } from './exchange.js'

export interface Recorder {
  /** Asked instead of the target: it passes everything on. */
  readonly url: string
  readonly exchanges: readonly Exchange[]
  stop(): Promise<void>
}

export interface Recorded {
  readonly vendor: Vendor
  readonly caller: string
  /** Without a path. */
  readonly target: string
}

/** Stands between a caller and a sandbox and keeps what passes; it adds nothing and changes nothing. */
export const startRecorder = async (recorded: Recorded): Promise<Recorder> => {
  const exchanges: Exchange[] = []
  const server = createServer((asked, answer) => {
    passOn(recorded.target, asked, answer).then(
      (passed) => exchanges.push({ vendor: recorded.vendor, caller: recorded.caller, ...passed }),
      () => answer.destroy(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    exchanges,
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

const passOn = async (
  target: string,
  asked: IncomingMessage,
  answer: ServerResponse,
): Promise<Omit<Exchange, 'vendor' | 'caller'>> => {
  const sent = await buffer(asked)
  const { url = '/', method = 'GET', headers } = asked
  // A fresh connection each time: one kept open may be closed by the other end just now.
  const outgoing = request(`${target}${url}`, { method, headers: { ...headers, connection: 'close' } })
  outgoing.end(sent)
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  const body = await buffer(incoming)
  const status = incoming.statusCode ?? 0
  // How the body is cut and how long the line stays open is between two neighbours.
  const kept = Object.entries(incoming.headers).filter(
    ([name]) => name !== 'transfer-encoding' && name !== 'connection',
  )
  answer.writeHead(status, Object.fromEntries(kept)).end(body)
  const [path = '', query = ''] = url.split('?', 2)
  return {
    method,
    path: withoutPrefix(path),
    query,
    requestType: headers['content-type'],
    requestBody: sent.toString('utf8'),
    status,
    answerType: incoming.headers['content-type'],
    answerBody: body.toString('utf8'),
    isServed: incoming.headers[notServedHeader] === undefined,
  }
}

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { startRecorder } from './recorder.js'

it('passes calls on as they are and keeps both sides, without the prefix of a marketplace', async () => {
  const target = createServer((request, response) => {
    request.on('data', (chunk: Buffer) =>
      response.writeHead(201, { 'content-type': 'text/plain', link: request.url }).end(chunk),
    )
  })
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  const { port } = target.address() as AddressInfo
  const recorder = await startRecorder({ vendor: 'mirakl', caller: 'me', target: `http://127.0.0.1:${String(port)}` })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${recorder.url}/north/api/things?a=1%2B1`, { method: 'POST', headers, body: '{"é":1}' })

  expect([answer.status, answer.headers.get('link'), await answer.text()]).toEqual([
    201,
    '/north/api/things?a=1%2B1',
    '{"é":1}',
  ])
  expect(recorder.exchanges).toEqual([
    {
      vendor: 'mirakl',
      caller: 'me',
      method: 'POST',
      path: '/api/things',
      query: 'a=1%2B1',
      requestType: 'application/json',
      requestBody: '{"é":1}',
      status: 201,
      answerType: 'text/plain',
      answerBody: '{"é":1}',
      isServed: true,
    },
  ])
  await recorder.stop()
  target.close()
})

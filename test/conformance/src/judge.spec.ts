import { describe, expect, it } from 'vitest'
import { describer } from './catalogue.js'
import type { VendorDocument } from './documents.js'
import type { Exchange } from './exchange.js'
import { createJudge } from './judge.js'
import { operationsOf } from './operations.js'
import { createValidators } from './validator.js'

const parameter = (name: string, place: string, schema: object, more: object = {}) => ({
  name,
  in: place,
  schema,
  ...more,
})

const json = (schema: object) => ({ content: { 'application/json': { schema } } })

const thing = { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, note: { type: 'string' } } }

const things: VendorDocument = {
  vendor: 'mirakl',
  name: 'things.json',
  content: {
    paths: {
      '/api/things': {
        get: {
          operationId: 'T11',
          parameters: [
            parameter('limit', 'query', { type: 'integer', maximum: 100 }),
            parameter('kind', 'query', { type: 'array', items: { enum: ['a', 'b'] } }, { explode: false }),
          ],
          responses: { '200': json({ type: 'array', items: thing }) },
        },
        post: {
          operationId: 'T12',
          requestBody: json({ ...thing, additionalProperties: false }),
          responses: { '201': json(thing), '400': { description: 'no' } },
        },
      },
      '/api/things/{id}': {
        get: {
          operationId: 'T13',
          parameters: [parameter('id', 'path', { type: 'integer' }, { required: true })],
          responses: { '200': json(thing) },
        },
      },
      '/api/things/{state}': {
        get: {
          operationId: 'T14',
          parameters: [parameter('state', 'path', { enum: ['new', 'old'] }, { required: true })],
          responses: { '200': json(thing) },
        },
      },
      '/api/things/count': { get: { operationId: 'T15', responses: { '200': json({ type: 'integer' }) } } },
    },
  },
}

const judge = createJudge(createValidators([things]))
const describing = describer(operationsOf(things), judge)

const exchange = (given: Partial<Exchange>): Exchange => ({
  vendor: 'mirakl',
  caller: 'somebody',
  method: 'GET',
  path: '/api/things',
  query: '',
  requestType: undefined,
  requestBody: '',
  status: 200,
  answerType: 'application/json; charset=utf-8',
  answerBody: '[]',
  isServed: true,
  ...given,
})

const faultsOf = (given: Partial<Exchange>): readonly string[] => {
  const seen = exchange(given)
  const operations = describing(seen)
  return [...operations.flatMap((each) => judge.request(seen, each)), ...judge.answer(seen, operations)].map(
    ({ side, at, rule }) => `${side} ${at} ${rule}`,
  )
}

describe('a call and the operation it is', () => {
  it.each([
    ['/api/things/count', 'T15'],
    ['/api/things/7', 'T13'],
    ['/api/things/new', 'T14'],
    ['/api/things/', 'T11'],
  ])('%s is %s', (path, id) => {
    expect(describing({ vendor: 'mirakl', method: 'GET', path }).map((each) => each.id)).toEqual([id])
  })

  it('nothing describes a path nobody documented, nor that path of the other vendor', () => {
    expect(describing({ vendor: 'mirakl', method: 'GET', path: '/api/thing' })).toEqual([])
    expect(describing({ vendor: 'dotdigital', method: 'GET', path: '/api/things' })).toEqual([])
  })
})

describe('a request', () => {
  it('is fine with what is documented', () => {
    expect(faultsOf({ query: 'limit=10&kind=a,b' })).toEqual([])
  })

  it('may not carry a parameter nobody documented', () => {
    expect(faultsOf({ query: 'max=10' })).toEqual(['request /query/max unknown'])
  })

  it.each([
    ['limit=many', 'request /query/limit type'],
    ['limit=101', 'request /query/limit maximum'],
    ['kind=a,c', 'request /query/kind/* enum'],
  ])('is faulty with %s', (query, fault) => {
    expect(faultsOf({ query })).toEqual([fault])
  })

  const post = { method: 'POST', requestType: 'application/json', status: 201, answerBody: '{"id":1}' }

  it('has the body its schema asks for', () => {
    expect(faultsOf({ ...post, requestBody: '{"id":1}' })).toEqual([])
    expect(faultsOf({ ...post, requestBody: '{"note":"x","more":1}' })).toEqual([
      'request /body/id required',
      'request /body/more additionalProperties',
    ])
  })

  it('has a body at all, in the media type that is documented', () => {
    expect(faultsOf(post)).toEqual(['request /body body'])
    expect(faultsOf({ ...post, requestType: 'text/csv', requestBody: '{"id":1}' })).toEqual(['request /type type'])
  })
})

describe('an answer', () => {
  it('is checked to its last item, and told without any value', () => {
    expect(faultsOf({ answerBody: '[{"id":1},{"id":"secret"}]' })).toEqual(['answer /body/*/id type'])
  })

  it('of Mirakl may have nulls for what is absent, but not for what is required', () => {
    expect(faultsOf({ answerBody: '[{"id":1,"note":null}]' })).toEqual([])
    expect(faultsOf({ answerBody: '[{"id":null}]' })).toEqual(['answer /body/*/id required'])
  })

  it('is JSON where JSON is documented', () => {
    expect(faultsOf({ answerBody: '[{"id":' })).toEqual(['answer /body json'])
  })

  it('succeeds with a status that is documented; refusals the document is silent about are left alone', () => {
    expect(faultsOf({ status: 204, answerBody: '' })).toEqual(['answer /status/204 status'])
    expect(faultsOf({ status: 401, answerBody: '{"message":"no"}' })).toEqual([])
    expect(
      faultsOf({ ...{ method: 'POST', requestType: 'application/json', requestBody: '{"id":1}' }, status: 400 }),
    ).toEqual([])
  })
})

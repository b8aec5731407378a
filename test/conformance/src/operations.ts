import { isNode, type Node, nodeAt, type Vendor, type VendorDocument } from './documents.js'

export interface Parameter {
  readonly name: string
  readonly in: string
  readonly isRequired: boolean
  readonly style: string
  readonly isExploded: boolean
  readonly isList: boolean
  /** Of an object that holds the value under `value`, where a validator can convert it in place. */
  readonly held: Node
}

/** Schemas by media type; none at all where no body is documented. */
export type Contents = Readonly<Record<string, Node>>

/** One operation as one document describes it. */
export interface Operation {
  readonly vendor: Vendor
  readonly document: string
  /** Like OR11; the method and path where the document gives none. */
  readonly id: string
  readonly method: string
  /** With names in braces. */
  readonly path: string
  /** Undefined where the document describes the answers only. */
  readonly request?: { readonly parameters: readonly Parameter[]; readonly body: Contents } | undefined
  /** By status. */
  readonly answers: Readonly<Record<string, Contents>>
}

const methods = ['get', 'put', 'post', 'delete', 'patch']

export const operationsOf = ({ vendor, name, content }: VendorDocument): readonly Operation[] =>
  Object.entries(nodeAt(content, 'paths'))
    .flatMap(([path, item]) =>
      isNode(item) ? methods.filter((method) => method in item).map((method) => read({ path, method, item })) : [],
    )
    .map((operation) => ({ vendor, document: name, ...operation(content) }))

interface Place {
  readonly path: string
  readonly method: string
  readonly item: Node
}

const read =
  ({ path, method, item }: Place) =>
  (document: Node): Omit<Operation, 'vendor' | 'document'> => {
    const operation = nodeAt(item, method)
    const { operationId } = operation
    const parameters = [item, operation].flatMap((each) => (each['parameters'] ?? []) as readonly Node[])
    const body = resolved(nodeAt(operation, 'requestBody'), document)
    const answers = Object.entries(nodeAt(operation, 'responses')).map(([status, answer]) => {
      return [status, contentsOf(resolved(answer as Node, document))] as const
    })
    return {
      id: typeof operationId === 'string' ? operationId : `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      request: {
        parameters: parameters.map((parameter) => toParameter(resolved(parameter, document))),
        body: contentsOf(body),
      },
      answers: Object.fromEntries(answers),
    }
  }

/** Only parameters, bodies and answers are looked up here; references of schemas are the validator's. */
const resolved = (node: Node, document: Node): Node => {
  const { $ref } = node
  if (typeof $ref !== 'string') return node
  const names = $ref.slice($ref.indexOf('#/') + 2).split('/')
  return names.reduce((at, name) => nodeAt(at, name), document)
}

const contentsOf = (node: Node): Contents =>
  Object.fromEntries(
    Object.entries(nodeAt(node, 'content')).map(([type, media]) => [type, nodeAt(media as Node, 'schema')]),
  )

const toParameter = (node: Node): Parameter => ({
  name: String(node['name']),
  in: String(node['in']),
  isRequired: node['required'] === true,
  style: typeof node['style'] === 'string' ? node['style'] : 'form',
  isExploded: node['explode'] !== false,
  isList: nodeAt(node, 'schema')['type'] === 'array',
  held: { type: 'object', properties: { value: nodeAt(node, 'schema') } },
})

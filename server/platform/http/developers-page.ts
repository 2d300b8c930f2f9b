import { readFileSync } from 'node:fs'
import { marked } from 'marked'
import { escapeHtml } from './html.ts'

/** As much of an OpenAPI document as the reference shows. */
export type OpenApi = {
  openapi: string
  info: { title: string; description: string }
  servers: { url: string }[]
  tags: { name: string }[]
  paths: Record<string, Record<string, OpenApiOperation>>
  components: { schemas: Record<string, Schema> }
}

type OpenApiOperation = {
  operationId: string
  summary: string
  tags: string[]
  security: unknown[]
  parameters?: { name: string; in: string; required: boolean; description?: string; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema; example?: unknown }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>
}

type Schema = {
  $ref?: string
  type?: string | string[]
  description?: string
  enum?: unknown[]
  const?: unknown
  format?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  maxLength?: number
  minimum?: number
  maximum?: number
  default?: unknown
}

/** On a phone it is wider than the screen: who has no finger and no wheel scrolls it with the arrow keys. */
const preformatted = '<pre tabindex="0">'

/** The human reference: an introduction people wrote, then every operation from the document. */
export function developersPage(document: OpenApi): string {
  const guide = readFileSync(new URL('../../../docs/developers.md', import.meta.url), 'utf8')
  const sections = document.tags.map(({ name }) => sectionOf(document, name))
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) =>
      `<h3 id="schema-${escapeHtml(name)}">${escapeHtml(name)}</h3>${descriptionOf(schema)}${fieldsTable(schema)}`,
  )
  return [
    marked
      .parse(guide.replaceAll('{{url}}', document.servers[0]?.url ?? ''), { async: false })
      .replaceAll('<pre>', preformatted),
    `<h2 id="operations">Operations</h2><ul>${contents(document)}</ul>`,
    ...sections,
    `<section><h2 id="objects">Objects</h2>${schemas.join('\n')}</section>`,
  ].join('\n')
}

function operationsOf(
  document: OpenApi,
  tag?: string,
): { method: string; path: string; operation: OpenApiOperation }[] {
  return Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        operation,
      })),
    )
    .filter(({ operation }) => tag === undefined || operation.tags.includes(tag))
}

function contents(document: OpenApi): string {
  return operationsOf(document)
    .map(
      ({ method, path, operation }) =>
        `<li><a href="#${escapeHtml(operation.operationId)}"><code>${method} ${escapeHtml(path)}</code></a> ${escapeHtml(operation.summary)}</li>`,
    )
    .join('\n')
}

function sectionOf(document: OpenApi, tag: string): string {
  const operations = operationsOf(document, tag).map(found => operationHtml(document, found))
  return `<section><h2>${escapeHtml(tag.replaceAll('_', ' '))}</h2>${operations.join('\n')}</section>`
}

function operationHtml(
  document: OpenApi,
  { method, path, operation }: { method: string; path: string; operation: OpenApiOperation },
): string {
  const parts = [
    `<h3 id="${escapeHtml(operation.operationId)}"><code>${method} ${escapeHtml(path)}</code></h3>`,
    `<p>${inline(operation.summary)}.${operation.security.length > 0 ? ' <span class="soft">Needs a session.</span>' : ''}</p>`,
  ]
  if (operation.parameters !== undefined)
    parts.push(
      table(
        ['Parameter', 'In', 'Type', 'Meaning'],
        operation.parameters.map(({ name, in: place, required, schema, description }) => [
          `<code>${escapeHtml(name)}</code>${required ? '' : ' <span class="soft">optional</span>'}`,
          escapeHtml(place),
          typeHtml(schema),
          inline(description ?? schema.description ?? ''),
        ]),
      ),
    )
  const body = operation.requestBody?.content['application/json']
  if (body !== undefined) {
    parts.push('<h4>Body</h4>', fieldsTable(body.schema))
    parts.push(exampleHtml(document.servers[0]?.url ?? '', method, path, operation, body.example))
  }
  parts.push('<h4>Answers</h4>', answersTable(operation))
  return parts.join('\n')
}

function answersTable({ responses }: OpenApiOperation): string {
  return table(
    ['Status', 'Answer'],
    Object.entries(responses).map(([status, { description, content }]) => {
      const schema = content?.['application/json']?.schema
      if (schema !== undefined) return [status, typeHtml(schema)]
      const codes = Array.from(description.matchAll(/`(\w+)`/g), ([, code = '']) => code)
      const links = codes.map(code => `<a href="/errors/${code}"><code>${code}</code></a>`)
      return [status, links.length > 0 ? links.join(', ') : inline(description)]
    }),
  )
}

function exampleHtml(
  url: string,
  method: string,
  path: string,
  operation: OpenApiOperation,
  example: unknown,
): string {
  if (example === undefined) return ''
  const lines = [`curl -X ${method} '${url}${path}'`, "-H 'content-type: application/json'"]
  if (operation.security.length > 0) lines.push('-H "authorization: Bearer $OKPAY_TOKEN"')
  if (operation.parameters?.some(parameter => parameter.name === 'Idempotency-Key'))
    lines.push('-H "idempotency-key: $(uuidgen)"')
  lines.push(`-d '${JSON.stringify(example)}'`)
  return `${preformatted}<code>${escapeHtml(lines.join(' \\\n  '))}</code></pre>`
}

function fieldsTable(schema: Schema): string {
  const required = new Set(schema.required)
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) => [
    `<code>${escapeHtml(name)}</code>${required.has(name) ? '' : ' <span class="soft">optional</span>'}`,
    typeHtml(field),
    inline(field.description ?? ''),
  ])
  return rows.length === 0 ? '' : table(['Field', 'Type', 'Meaning'], rows)
}

/** Descriptions in the contract quote code between backticks. */
function inline(text: string): string {
  return marked.parseInline(escapeHtml(text), { async: false })
}

function descriptionOf(schema: Schema): string {
  return schema.description === undefined ? '' : `<p>${inline(schema.description)}</p>`
}

/** A type in a few words; named objects are links. */
function typeHtml(schema: Schema): string {
  const name = schema.$ref?.split('/').at(-1)
  if (name !== undefined) return `<a href="#schema-${escapeHtml(name)}">${escapeHtml(name)}</a>`
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeHtml).join(' or ')
  if (schema.enum !== undefined)
    return schema.enum.map(value => `<code>${escapeHtml(JSON.stringify(value))}</code>`).join(' · ')
  if (schema.const !== undefined) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`
  if (schema.items !== undefined) return `list of ${typeHtml(schema.items)}`
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'anything')
  if (schema.properties !== undefined)
    return `object {${Object.entries(schema.properties)
      .map(([field, inner]) => `${escapeHtml(field)}: ${typeHtml(inner)}`)
      .join(', ')}}`
  return escapeHtml([type, schema.format].filter(Boolean).join(', ')) + boundsOf(schema)
}

function boundsOf({ minimum, maximum, maxLength, default: usual }: Schema): string {
  const bounds: string[] = []
  if (minimum !== undefined && maximum !== undefined) bounds.push(`${minimum} to ${maximum}`)
  if (maxLength !== undefined) bounds.push(`at most ${maxLength} characters`)
  if (usual !== undefined) bounds.push(`default ${JSON.stringify(usual)}`)
  return bounds.length === 0 ? '' : ` <span class="soft">${escapeHtml(bounds.join(', '))}</span>`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, row: readonly string[]) =>
    `<tr>${row.map(cell => `<${tag}>${cell}</${tag}>`).join('')}</tr>`
  // Keys reach a table by its links; one without takes the focus itself.
  const focus = rows.some(row => row.some(cell => cell.includes('<a '))) ? '' : ' tabindex="0"'
  return `<div class="scroll"${focus}><table><thead>${cells('th', head)}</thead><tbody>${rows.map(row => cells('td', row)).join('\n')}</tbody></table></div>`
}

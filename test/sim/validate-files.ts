import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const schemas = fileURLToPath(new URL('../../server/slices/bank-rail/schemas/', import.meta.url))

const schemaOf = {
  'pain.001': 'pain.001.001.09',
  'pain.002': 'pain.002.001.10',
  'camt.029': 'camt.029.001.09',
  'camt.053': 'camt.053.001.08',
  'camt.054': 'camt.054.001.08',
  'camt.056': 'camt.056.001.08',
} as const

/** As many names fit on a command line without trouble. */
const filesAtOnce = 200

/**
 * Every file both sides exchanged, read by xmllint with the schemas; it shares no code with either. Files our side
 * set aside as broken (`setAside`, by name) are not among them. Answers what it says against them.
 */
export async function validateFiles(
  folder: string,
  setAside: ReadonlySet<string>,
): Promise<{ files: number; complaints: string[] }> {
  const places = [join(folder, 'in/archive'), join(folder, 'out/archive')]
  const files = (
    await Promise.all(
      places.map(async place =>
        (await readdir(place)).filter(name => !setAside.has(name)).map(name => join(place, name)),
      ),
    )
  ).flat()
  const complaints: string[] = []
  for (const [kind, schema] of Object.entries(schemaOf)) {
    const ofKind = files.filter(file => file.endsWith(`-${kind}.xml`))
    for (let from = 0; from < ofKind.length; from += filesAtOnce)
      complaints.push(...(await complaintsOf(schema, ofKind.slice(from, from + filesAtOnce))))
  }
  return { files: files.length, complaints }
}

async function complaintsOf(schema: string, files: readonly string[]): Promise<string[]> {
  try {
    await run('xmllint', ['--noout', '--nonet', '--schema', join(schemas, `${schema}.xsd`), ...files], {
      maxBuffer: 64 * 1024 * 1024,
    })
    return []
  } catch (error) {
    const { stderr } = error instanceof Error && 'stderr' in error ? error : { stderr: String(error) }
    return String(stderr)
      .split('\n')
      .filter(line => line !== '' && !line.endsWith(' validates'))
      .slice(0, 10)
  }
}

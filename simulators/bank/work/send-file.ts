import type { Tx } from '../../shared/queries-store.ts'
import { BIC } from '../accounts.ts'
import type { Bank } from '../bank.ts'
import { insertOutgoingFile, nextFileNumber } from '../store/queries-files.ts'

export type FileKind = 'pain.002' | 'camt.054' | 'camt.053' | 'camt.029'

/** How long a file that was held back stays behind a later one. */
const heldBackMs = 45 * 60_000

function names(kind: FileKind, seq: number, atMs: number): { file: string; message: string } {
  const day = new Date(atMs).toISOString().slice(0, 10).replaceAll('-', '')
  const number = String(seq).padStart(6, '0')
  return { file: `${BIC}-${day}-${number}-${kind}.xml`, message: `OKTB-${day}-${number}` }
}

/**
 * Puts a message among those to publish, with whatever goes wrong with its file. `write` is given the id of the
 * message and makes its text.
 */
export function sendFile(
  tx: Tx,
  bank: Bank,
  options: { kind: FileKind; atMs: number; write: (messageId: string) => string },
): void {
  const { kind, atMs } = options
  const seq = nextFileNumber(tx)
  const { file, message } = names(kind, seq, atMs)
  const content = options.write(message)
  const { faults } = bank
  const slowMs = faults.slowMs(file)
  const held = faults.file('mix_order', file)
  const publishMs = atMs + slowMs + (held ? heldBackMs : 0)
  const put = (number: number, name: string, text: string, what: string[]) =>
    insertOutgoingFile(tx, {
      seq: number,
      name,
      kind,
      madeMs: atMs,
      publishMs,
      faults: [...(slowMs > 0 ? ['slow'] : []), ...(held ? ['mix_order'] : []), ...what].join(' '),
      content: text,
    })
  const again = (text: string, what: string) => {
    const number = nextFileNumber(tx)
    put(number, names(kind, number, atMs).file, text, [what])
  }
  if (faults.file('broken', file)) {
    put(seq, file, content.slice(0, Math.ceil(content.length / 2)), ['broken'])
    again(content, 'whole after broken')
  } else put(seq, file, content, [])
  if (faults.file('repeat', file)) again(content, 'repeat')
}

/** A list in as many parts as the fault says: all in one, or in up to three. */
export function split<Item>(bank: Bank, subject: string, items: readonly Item[]): Item[][] {
  if (items.length < 2 || !bank.faults.file('split', subject)) return [[...items]]
  const size = Math.ceil(items.length / 3)
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

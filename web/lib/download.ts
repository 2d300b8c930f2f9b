import type { OperationId } from '../../contract/operations.ts'
import { operations } from './api.gen.ts'
import { respond, type Input } from './api.ts'
import { NoAnswer } from './problem.ts'

/** Operations that answer with a file and not with JSON. */
type FileOperation =
  | 'downloadDataExport'
  | 'getClosingDocument'
  | 'getTransactionReceipt'
  | 'getStatementPdf'
  | 'getStatementCsv'
  | 'getStatementCamt'
  | 'downloadExport'

/** Fetches a file and hands it to the browser for saving, under the name the server gives it. */
export async function downloadFile<Id extends FileOperation & OperationId>(
  id: Id,
  input: Input<Id>,
): Promise<void> {
  const response = await respond(operations[id], input)
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  const url = URL.createObjectURL(await bodyOf(response))
  const link = document.createElement('a')
  link.href = url
  link.download = name ?? 'okpay'
  link.click()
  // The browser has taken hold of it by then; kept longer it would stay in memory.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

async function bodyOf(response: Response): Promise<Blob> {
  try {
    return await response.blob()
  } catch {
    throw new NoAnswer()
  }
}

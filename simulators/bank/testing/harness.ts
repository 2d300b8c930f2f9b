import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import SftpClient from 'ssh2-sftp-client'
import { fingerprintOf, newKeys } from '../keys.ts'
import { startBank, type RunningBank } from '../start.ts'
import { find, parseMessage, type Element } from '../xml/read.ts'

const run = promisify(execFile)

/** Keys of both sides, made once: a key pair takes a moment. */
export const keys = { host: newKeys(), client: newKeys() }

export type Sent = { name: string; text: string; kind: string; body: Element }

/** What a test holds: a running bank, a customer with its key, and the time, which begins on a Monday morning. */
export type Branch = {
  readonly bank: RunningBank
  readonly dataDir: string
  readonly connect: () => Promise<SftpClient>
  /** Puts a file into `/in` as our side does, and waits until the bank has taken it. */
  readonly deliver: (name: string, text: string) => Promise<void>
  /** All files of `/out`, in the order of their names. */
  readonly sent: (kind?: string) => Promise<Sent[]>
  readonly steer: (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) => Promise<unknown>
  /** Lets the bank's clock be at this time, and everything that is due be done. */
  readonly until: (instant: string) => Promise<void>
  readonly restart: () => Promise<Branch>
  readonly close: () => Promise<void>
}

async function steerAt(url: string, method: string, path: string, body: unknown): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch(
    `${url}${path}`,
    method === 'GET' ? {} : { method, headers, body: JSON.stringify(body ?? {}) },
  )
  const json: unknown = await answer.json()
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(json)}`)
  return json
}

async function readSent(folder: string, kind: string | undefined): Promise<Sent[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.xml') && name.includes(kind ?? ''))
  return Promise.all(
    names.toSorted().map(async name => {
      const text = await readFile(join(folder, name), 'utf8')
      const { namespace, body } = parseMessage(text)
      return { name, text, kind: namespace.split(':').at(-1) ?? '', body }
    }),
  )
}

function branchOf(bank: RunningBank, dataDir: string): Branch {
  const steer: Branch['steer'] = (method, path, body) => steerAt(bank.url, method, path, body)
  const connect = async () => {
    const client = new SftpClient()
    const { hostname, port } = new URL(bank.sftpUrl)
    await client.connect({
      // As OpenSSH and our own side do it: nothing waits for the answer to what was sent before.
      sock: connectSocket({ host: hostname, port: Number(port), noDelay: true }),
      username: 'okpay',
      privateKey: keys.client.private,
      hostVerifier: (key: Buffer) => fingerprintOf(keys.host.public) === fingerprintOfRaw(key),
    })
    return client
  }
  return {
    bank,
    dataDir,
    connect,
    steer,
    async deliver(name, text) {
      const client = await connect()
      await client.put(Buffer.from(text), `/in/${name}.part`)
      await client.rename(`/in/${name}.part`, `/in/${name}`)
      await client.end()
      await steer('GET', '/steer/api/settled')
    },
    sent: kind => readSent(join(dataDir, 'files/out'), kind),
    async until(instant) {
      const offset = Date.parse(instant) - Date.now()
      await steer('PUT', '/steer/api/clock', { offset_ms: offset })
      await steer('GET', '/steer/api/settled')
    },
    async restart() {
      await bank.close()
      return branchOf(await start(dataDir), dataDir)
    },
    async close() {
      await bank.close()
      await rm(dataDir, { recursive: true })
    },
  }
}

function fingerprintOfRaw(key: Buffer): string {
  return fingerprintOf(`ssh-ed25519 ${key.toString('base64')}`)
}

function start(dataDir: string): Promise<RunningBank> {
  const settings = {
    host: '127.0.0.1',
    port: 0,
    sftpPort: 0,
    user: 'okpay',
    clientKey: keys.client.public,
    hostKey: keys.host.private,
    nameCheckToken: null,
    dataDir,
  }
  return startBank(settings, Date.parse(MONDAY) - Date.now())
}

/** Monday 1 March 2027, 10:00 in Frankfurt: a day without holidays before and after, and always ahead of today. */
export const MONDAY = '2027-03-01T09:00:00Z'

/** Opens a bank on a folder of its own at the beginning of that Monday. Close it after the test. */
export async function openBranch(): Promise<Branch> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bank-'))
  return branchOf(await start(dataDir), dataDir)
}

const SCHEMAS = new URL('../../../server/slices/bank-rail/schemas/', import.meta.url)

/** What xmllint, which knows nothing of us, says against a file; empty when it is valid. */
export async function complaintsOf(file: { text: string; kind: string }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'xmllint-'))
  try {
    await mkdir(folder, { recursive: true })
    const path = join(folder, 'message.xml')
    await writeFile(path, file.text)
    await run('xmllint', [
      '--noout',
      '--nonet',
      '--schema',
      new URL(`${file.kind}.xsd`, SCHEMAS).pathname,
      path,
    ])
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await rm(folder, { recursive: true })
  }
}

export type TestOrder = { endToEnd: string; amount: string; account: string; name?: string }

/** A pain.001 of orders in euros as our side writes it; `changes` replaces pieces of its text. */
export function ordersOf(
  messageId: string,
  orders: readonly TestOrder[],
  options: { on?: string; sum?: string; count?: number } = {},
): string {
  const cents = orders
    .reduce((sum, { amount }) => sum + BigInt(amount.replace('.', '')), 0n)
    .toString()
    .padStart(3, '0')
  const totals = `<NbOfTxs>${options.count ?? orders.length}</NbOfTxs><CtrlSum>${options.sum ?? `${cents.slice(0, -2)}.${cents.slice(-2)}`}</CtrlSum>`
  const transfers = orders.map(
    ({ endToEnd, amount, account, name }) =>
      `<CdtTrfTxInf><PmtId><InstrId>I${endToEnd}</InstrId><EndToEndId>${endToEnd}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">${amount}</InstdAmt></Amt>` +
      `<Cdtr><Nm>${name ?? 'Ada Example'}</Nm></Cdtr><CdtrAcct><Id><IBAN>${account}</IBAN></Id></CdtrAcct></CdtTrfTxInf>`,
  )
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>` +
    `<GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>2027-03-01T09:00:00Z</CreDtTm>${totals}<InitgPty><Nm>OKPay</Nm></InitgPty></GrpHdr>` +
    `<PmtInf><PmtInfId>${messageId}-1</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>false</BtchBookg>${totals}<ReqdExctnDt><Dt>${options.on ?? '2027-03-01'}</Dt></ReqdExctnDt>` +
    `<Dbtr><Nm>OKPay</Nm></Dbtr><DbtrAcct><Id><IBAN>DE87999000000000000978</IBAN></Id><Ccy>EUR</Ccy></DbtrAcct><DbtrAgt><FinInstnId><BICFI>OKTBDEF0XXX</BICFI></FinInstnId></DbtrAgt><ChrgBr>SHAR</ChrgBr>` +
    `${transfers.join('')}</PmtInf></CstmrCdtTrfInitn></Document>\n`
  )
}

/** A camt.056 that wants one payment back. */
export function recallOf(id: string, order: { message: string; endToEnd: string; amount: string }): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.056.001.08"><FIToFIPmtCxlReq>` +
    `<Assgnmt><Id>${id}</Id><Assgnr><Pty><Nm>OKPay</Nm></Pty></Assgnr><Assgne><Agt><FinInstnId><BICFI>OKTBDEF0XXX</BICFI></FinInstnId></Agt></Assgne><CreDtTm>2027-03-01T09:00:00Z</CreDtTm></Assgnmt>` +
    `<CtrlData><NbOfTxs>1</NbOfTxs></CtrlData><Undrlyg><TxInf><CxlId>${id}-1</CxlId><OrgnlGrpInf><OrgnlMsgId>${order.message}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInf>` +
    `<OrgnlInstrId>I${order.endToEnd}</OrgnlInstrId><OrgnlEndToEndId>${order.endToEnd}</OrgnlEndToEndId><OrgnlIntrBkSttlmAmt Ccy="EUR">${order.amount}</OrgnlIntrBkSttlmAmt><OrgnlIntrBkSttlmDt>2027-03-01</OrgnlIntrBkSttlmDt>` +
    `<CxlRsnInf><Rsn><Cd>CUST</Cd></Rsn></CxlRsnInf></TxInf></Undrlyg></FIToFIPmtCxlReq></Document>\n`
  )
}

/** The texts at a path below every element of a name, wherever it is: `all(body, 'Ntry', 'AcctSvcrRef')`. */
export function all(element: Element, name: string, path: string): (string | undefined)[] {
  const here = element.name === name ? [find(element, path)?.text] : []
  return [...here, ...element.children.flatMap(child => all(child, name, path))]
}

/** Waits until something is so, a few seconds at most. */
export async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await isSo()) return
    await sleep(50)
  }
  throw new Error('it never came to be')
}

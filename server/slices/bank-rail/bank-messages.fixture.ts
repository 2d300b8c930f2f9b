import { IBANS } from '../../../simulators/bank/index.ts'
import { endToEndIdOf } from './order.ts'

/** Messages as a bank writes them, by hand: what is tested must not be read by what wrote it. */

let messages = 0

function document(message: string, inner: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${message}">${inner}</Document>`
}

export function nextMessageId(): string {
  messages += 1
  return `OKTB-20261130-${String(messages).padStart(6, '0')}`
}

const header = (id: string) => `<GrpHdr><MsgId>${id}</MsgId><CreDtTm>2026-11-30T10:00:00Z</CreDtTm></GrpHdr>`

type Line = { number: string; status: string; reason?: string }

export function pain002(
  original: string,
  options: { group?: string; groupReason?: string; lines?: readonly Line[]; id?: string } = {},
): string {
  const { group, groupReason, lines = [], id = nextMessageId() } = options
  const reason = (code: string | undefined) =>
    code === undefined ? '' : `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn><AddtlInf>because</AddtlInf></StsRsnInf>`
  const transactions = lines.map(
    line =>
      `<TxInfAndSts><OrgnlEndToEndId>${endToEndIdOf(line.number)}</OrgnlEndToEndId><TxSts>${line.status}</TxSts>${reason(line.reason)}</TxInfAndSts>`,
  )
  return document(
    'pain.002.001.10',
    `<CstmrPmtStsRpt>${header(id)}<OrgnlGrpInfAndSts><OrgnlMsgId>${original}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>` +
      `${group === undefined ? '' : `<GrpSts>${group}</GrpSts>`}${reason(groupReason)}</OrgnlGrpInfAndSts>` +
      `${lines.length === 0 ? '' : `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${original}-1</OrgnlPmtInfId>${transactions.join('')}</OrgnlPmtInfAndSts>`}</CstmrPmtStsRpt>`,
  )
}

export type BookedLine = {
  reference: string
  amount: string
  side: 'CRDT' | 'DBIT'
  number?: string
  returned?: string
  text?: string
  debtor?: string
  day?: string
  currency?: string
}

export function entry(line: BookedLine): string {
  const { currency = 'EUR', day = '2026-11-30' } = line
  const other = line.side === 'CRDT' ? 'Dbtr' : 'Cdtr'
  const written = line.text === undefined ? '' : `<RmtInf><Ustrd>${line.text}</Ustrd></RmtInf>`
  const back = line.returned === undefined ? '' : `<RtrInf><Rsn><Cd>${line.returned}</Cd></Rsn></RtrInf>`
  const amount = `<Amt Ccy="${currency}">${line.amount}</Amt><CdtDbtInd>${line.side}</CdtDbtInd>`
  return (
    `<Ntry>${amount}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${day}</Dt></BookgDt><ValDt><Dt>${day}</Dt></ValDt><AcctSvcrRef>${line.reference}</AcctSvcrRef>` +
    `<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls>` +
    `<Refs><EndToEndId>${line.number === undefined ? 'NOTPROVIDED' : endToEndIdOf(line.number)}</EndToEndId></Refs>${amount}` +
    `<RltdPties><${other}><Pty><Nm>${line.debtor ?? 'Mei Lin'}</Nm></Pty></${other}><${other}Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></${other}Acct></RltdPties>` +
    written +
    back +
    `</TxDtls></NtryDtls></Ntry>`
  )
}

const account = (currency: keyof typeof IBANS) =>
  `<Acct><Id><IBAN>${IBANS[currency]}</IBAN></Id><Ccy>${currency}</Ccy></Acct>`

export function camt054(lines: readonly BookedLine[], id = nextMessageId()): string {
  return document(
    'camt.054.001.08',
    `<BkToCstmrDbtCdtNtfctn>${header(id)}<Ntfctn><Id>N-${id}</Id>${account('EUR')}${lines.map(entry).join('')}</Ntfctn></BkToCstmrDbtCdtNtfctn>`,
  )
}

/** Two messages of one kind as one: the accounts, or pages, of the second stand behind those of the first. */
export function together(first: string, second: string): string {
  const [reports = ''] = /<(Ntfctn|Stmt)>.*<\/\1>/s.exec(second) ?? []
  return first.replace(/(?=<\/BkToCstmr)/, () => reports)
}

export function camt053(
  statement: {
    sequence: number
    opening: string
    closing: string
    lines: readonly BookedLine[]
    day?: string
    page?: [number, boolean]
  },
  id = nextMessageId(),
): string {
  const { day = '2026-11-30', page = [1, true] } = statement
  const balance = (code: string, text: string) =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${text.replace('-', '')}</Amt><CdtDbtInd>${text.startsWith('-') ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>`
  return document(
    'camt.053.001.08',
    `<BkToCstmrStmt>${header(id)}<Stmt><Id>EUR-${statement.sequence}</Id><StmtPgntn><PgNb>${page[0]}</PgNb><LastPgInd>${page[1]}</LastPgInd></StmtPgntn>` +
      `<ElctrncSeqNb>${statement.sequence}</ElctrncSeqNb>${account('EUR')}${balance('OPBD', statement.opening)}${balance('CLBD', statement.closing)}` +
      `${statement.lines.map(entry).join('')}</Stmt></BkToCstmrStmt>`,
  )
}

export function camt029(number: string, answer: 'ACCR' | 'RJCR' | 'PDCR', reason = 'CUST'): string {
  const conf = { ACCR: 'CNCL', RJCR: 'RJCR', PDCR: 'PDCR' }[answer]
  return document(
    'camt.029.001.09',
    `<RsltnOfInvstgtn><Assgnmt><Id>${nextMessageId()}</Id><Assgnr><Agt><FinInstnId><BICFI>OKTBDEF0XXX</BICFI></FinInstnId></Agt></Assgnr><Assgne><Pty><Nm>OKPay</Nm></Pty></Assgne><CreDtTm>2026-11-30T10:00:00Z</CreDtTm></Assgnmt>` +
      `<Sts><Conf>${conf}</Conf></Sts><CxlDtls><TxInfAndSts><OrgnlEndToEndId>${endToEndIdOf(number)}</OrgnlEndToEndId><TxCxlSts>${answer}</TxCxlSts><CxlStsRsnInf><Rsn><Cd>${reason}</Cd></Rsn></CxlStsRsnInf></TxInfAndSts></CxlDtls></RsltnOfInvstgtn>`,
  )
}

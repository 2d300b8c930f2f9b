import { createHmac } from 'node:crypto'
import { withCheckDigit } from '../../contract/check-digit.ts'
import { creditorReference } from '../../contract/creditor-reference.ts'
import type { Db, Tx } from './db.ts'
import { nextAccountNumber, nextDepositReference, takeTransactionNumbers } from './queries-numbers.ts'

/**
 * Numbers people read over the phone: unique because they are a permutation of a counter, and not in sequence,
 * so that nobody learns from two numbers how many lie between.
 */
export type NumberSource = {
  /** 16 digits beginning with 9, the last a check digit. */
  transactionNumber(): Promise<string>
  /**
   * 12 digits beginning with 8, the last a check digit. On the caller's own connection: whoever waits for a second one
   * while holding the first can starve the pool for everybody.
   */
  accountNumber(tx: Tx): Promise<string>
  /** What the customer writes on a bank transfer: a creditor reference of ISO 11649 that nobody else ever gets. */
  depositReference(): Promise<string>
}

/** Feistel rounds; six of a weak round function scatter well enough to hide neighbourhood, which is all they must. */
const rounds = 6

/** A permutation of 0 … 10^digits − 1. */
export type Permutation = (value: bigint) => bigint

/**
 * A balanced Feistel network over the smallest even number of bits that holds 10^digits, walked until the result
 * falls into the range (two or three steps on average). Its round function is an integer mixer and not a cipher:
 * numbers are printed on receipts, they protect nothing, and ten HMACs a transfer were measurable.
 */
export function createPermutation(digits: number, key: Buffer): Permutation {
  const size = 10n ** BigInt(digits)
  const halfBits = Math.ceil(size.toString(2).length / 2)
  if (halfBits > 31) throw new RangeError('halves must fit 31 bits')
  const mask = 2 ** halfBits - 1
  const keys = roundKeys(key, digits)
  const feistel = (value: bigint): bigint => {
    let left = Number(value >> BigInt(halfBits))
    let right = Number(value & BigInt(mask))
    for (const roundKey of keys) [left, right] = [right, left ^ (mix(right, roundKey) & mask)]
    return (BigInt(left) << BigInt(halfBits)) | BigInt(right)
  }
  return value => {
    if (value < 0n || value >= size) throw new RangeError(`${value} does not have ${digits} digits`)
    let result = value
    do result = feistel(result)
    while (result >= size)
    return result
  }
}

function roundKeys(key: Buffer, digits: number): number[] {
  const digest = createHmac('sha256', key).update(`numbers of ${digits} digits`).digest()
  return Array.from({ length: rounds }, (_, round) => digest.readUInt32BE(round * 4))
}

/** The finalizer of MurmurHash3 (A. Appleby, public domain): every input bit reaches every output bit. */
function mix(value: number, roundKey: number): number {
  let hash = (value ^ roundKey) >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Digits between the first, which tells the kind, and the check digit. */
const transactionDigits = 14
const accountDigits = 10
const referenceDigits = 9

/** Counters are taken from the database in blocks; those of a process that dies are simply never used. */
const blockSize = 500

export function createNumberSource(db: Db, key: Buffer): NumberSource {
  let block: bigint[] = []
  let refill: Promise<void> | undefined
  async function takeBlock(): Promise<void> {
    try {
      block = (await takeTransactionNumbers(db.pool, blockSize)).toReversed()
    } finally {
      refill = undefined
    }
  }
  async function nextTransaction(): Promise<bigint> {
    for (;;) {
      const counter = block.pop()
      if (counter !== undefined) return counter
      refill ??= takeBlock()
      await refill
    }
  }
  const scatterTransaction = createPermutation(transactionDigits, key)
  const scatterAccount = createPermutation(accountDigits, key)
  const scatterReference = createPermutation(referenceDigits, key)
  return {
    transactionNumber: async () =>
      numbered('9', scatterTransaction(await nextTransaction()), transactionDigits),
    accountNumber: async tx => numbered('8', scatterAccount(await nextAccountNumber(tx)), accountDigits),
    async depositReference() {
      const scattered = scatterReference(await nextDepositReference(db.pool))
      return creditorReference(scattered.toString().padStart(referenceDigits, '0'))
    },
  }
}

function numbered(first: string, scattered: bigint, digits: number): string {
  return withCheckDigit(first + scattered.toString().padStart(digits, '0'))
}

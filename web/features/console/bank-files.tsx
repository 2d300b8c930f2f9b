import { useInfiniteQuery } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate, formatNumber, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Alert } from '../../ui/alert.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { DataTable, oneLine } from '../../ui/data-table.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Amount } from '../../ui/money.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Chips } from './chips.tsx'
import { useFileDecision } from './file-decision.tsx'
import { bankFilesQuery, type BankFile, type FileStatus } from './finance-queries.ts'
import { PagedRows, useNoneSuch } from './paged-rows.tsx'
import { fileTone } from './status-tone.ts'

const filters = [
  'all',
  'generated',
  'sent',
  'acknowledged',
  'partially_accepted',
  'rejected',
  'settled',
  'applied',
  'quarantined',
  'dismissed',
] as const

/** Files in both directions, newest first. */
export function BankFiles({
  status,
  onStatus,
  onOrders,
}: {
  status: FileStatus | undefined
  onStatus: (status: FileStatus | undefined) => void
  onOrders: (file: number) => void
}) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<BankFile>()
  const noneSuch = useNoneSuch()
  const query = useInfiniteQuery(bankFilesQuery(status))
  return (
    <>
      <Chips
        label={t('console.finance.status')}
        values={filters}
        value={filters.find(each => each === status) ?? 'all'}
        nameOf={each =>
          each === 'all' ? t('console.finance.all') : t(`console.finance.files.state.${each}`)
        }
        onChange={each => onStatus(each === 'all' ? undefined : each)}
      />
      <PagedRows
        query={query}
        empty={
          status
            ? noneSuch
            : {
                icon: <FileText />,
                title: t('console.finance.files.empty'),
                text: t('console.finance.files.emptyText'),
              }
        }
      >
        {rows => <FileTable files={rows} onOpen={setOpen} />}
      </PagedRows>
      {open ? <FileSheet file={open} onClose={() => setOpen(undefined)} onOrders={onOrders} /> : null}
    </>
  )
}

function FileTable({ files, onOpen }: { files: readonly BankFile[]; onOpen: (file: BankFile) => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <DataTable
      label={t('console.finance.bank.files')}
      columns={[
        { name: 'name', head: t('console.finance.files.name'), main: true },
        { name: 'kind', head: t('console.finance.files.kind') },
        { name: 'status', head: t('console.finance.files.status'), className: oneLine },
        { name: 'when', head: t('console.finance.files.when'), className: oneLine },
        { name: 'count', head: t('console.finance.files.count'), end: true },
        { name: 'total', head: t('console.finance.files.total'), end: true },
      ]}
      rows={files.map(file => ({
        key: String(file.number),
        onOpen: () => onOpen(file),
        cells: {
          name: (
            <span className="font-medium wrap-anywhere">
              {file.name}
              <span className="block text-xs font-normal text-muted">
                {t(`console.finance.files.direction.${file.direction}`)}
              </span>
            </span>
          ),
          kind: <Kind of={file} />,
          status: (
            <Badge tone={fileTone[file.status]}>{t(`console.finance.files.state.${file.status}`)}</Badge>
          ),
          when: <span className="text-muted">{formatTime(file.created_at, language)}</span>,
          count: <span className="tabular-nums">{file.transactions || '–'}</span>,
          total: file.total ? <Amount money={file.total} /> : '–',
        },
      }))}
    />
  )
}

const kinds = {
  'pain.001': 'pain001',
  'pain.002': 'pain002',
  'camt.029': 'camt029',
  'camt.053': 'camt053',
  'camt.054': 'camt054',
  'camt.056': 'camt056',
} as const

function isKnownKind(kind: string): kind is keyof typeof kinds {
  return Object.hasOwn(kinds, kind)
}

/** What kind of message it is, in words and by the name the standard gives it. */
function Kind({ of: { kind } }: { of: BankFile }) {
  const { t } = useTranslation()
  if (kind === null) return t('console.finance.files.unread')
  if (!isKnownKind(kind)) return kind
  return (
    <span>
      {t(`console.finance.files.kinds.${kinds[kind]}`)}
      <span className="block text-xs text-muted">{kind}</span>
    </span>
  )
}

function FileSheet({
  file,
  onClose,
  onOrders,
}: {
  file: BankFile
  onClose: () => void
  onOrders: (file: number) => void
}) {
  const { t } = useTranslation()
  const decision = useFileDecision(file, onClose)
  return (
    <Sheet
      title={file.name}
      onClose={onClose}
      footer={
        file.kind === 'pain.001' ? (
          <Button onClick={() => onOrders(file.number)}>{t('console.finance.files.orders')}</Button>
        ) : (
          decision?.button
        )
      }
    >
      {file.status === 'quarantined' ? (
        <Alert tone="warn" className="mb-2">
          {t('console.finance.files.asideText')}
        </Alert>
      ) : null}
      <FileFacts file={file} />
      {decision?.form}
    </Sheet>
  )
}

function FileFacts({ file }: { file: BankFile }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const mono = (text: string) => <span className="font-mono text-xs break-all">{text}</span>
  return (
    <Facts
      lines={[
        {
          label: t('console.finance.files.status'),
          value: (
            <Badge tone={fileTone[file.status]}>{t(`console.finance.files.state.${file.status}`)}</Badge>
          ),
        },
        ...(file.status_reason
          ? [
              {
                label: t('console.finance.files.reason'),
                value: <span className="text-sm wrap-anywhere">{file.status_reason}</span>,
              },
            ]
          : []),
        { label: t('console.finance.files.kind'), value: <Kind of={file} /> },
        {
          label: t('console.finance.files.number'),
          value: <span className="tabular-nums">{file.number}</span>,
        },
        ...(file.message_id
          ? [{ label: t('console.finance.files.message'), value: mono(file.message_id) }]
          : []),
        ...(file.requested_on
          ? [{ label: t('console.finance.files.day'), value: formatDate(file.requested_on, language) }]
          : []),
        ...(file.sent_at
          ? [{ label: t('console.finance.files.sent'), value: formatTime(file.sent_at, language) }]
          : []),
        ...(file.size === null
          ? []
          : [
              {
                label: t('console.finance.files.size'),
                value: t('console.finance.files.bytes', { count: formatNumber(file.size, language) }),
              },
            ]),
        ...(file.explanation
          ? [
              {
                label: t(
                  `console.finance.files.explained.${file.status === 'dismissed' ? 'dismissed' : 'read'}`,
                ),
                value: <span className="wrap-anywhere">{file.explanation}</span>,
                ...(file.decided_by
                  ? { detail: t('console.finance.files.by', { name: file.decided_by }) }
                  : {}),
              },
            ]
          : []),
        ...(file.sha256 ? [{ label: t('console.finance.files.hash'), value: mono(file.sha256) }] : []),
      ]}
    />
  )
}

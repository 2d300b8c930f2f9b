import { useInfiniteQuery } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate, formatNumber, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Amount } from '../../ui/money.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Chips } from './chips.tsx'
import { FileDecision } from './file-decision.tsx'
import { bankFilesQuery, type BankFile, type FileStatus } from './finance-queries.ts'
import { PagedRows } from './paged-rows.tsx'
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
export function BankFiles({ onOrders }: { onOrders: (file: number) => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<BankFile>()
  const [status, setStatus] = useState<FileStatus>()
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
        onChange={each => setStatus(each === 'all' ? undefined : each)}
      />
      <PagedRows
        query={query}
        empty={{
          icon: <FileText />,
          title: t('console.finance.files.empty'),
          text: t('console.finance.files.emptyText'),
        }}
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
        { name: 'status', head: t('console.finance.files.status') },
        { name: 'when', head: t('console.finance.files.when') },
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
          kind: file.kind ?? t('console.finance.files.unread'),
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
  const language = useLanguage()
  const mono = (text: string) => <span className="font-mono text-xs break-all">{text}</span>
  return (
    <Sheet
      title={file.name}
      onClose={onClose}
      footer={
        file.kind === 'pain.001' ? (
          <Button onClick={() => onOrders(file.number)}>{t('console.finance.files.orders')}</Button>
        ) : undefined
      }
    >
      <Facts
        lines={[
          {
            label: t('console.finance.files.status'),
            value: (
              <Badge tone={fileTone[file.status]}>{t(`console.finance.files.state.${file.status}`)}</Badge>
            ),
          },
          ...(file.status_reason
            ? [{ label: t('console.finance.files.reason'), value: file.status_reason }]
            : []),
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
                  label: t('console.finance.files.explanation'),
                  value: <span className="wrap-anywhere">{file.explanation}</span>,
                  ...(file.decided_by ? { detail: file.decided_by } : {}),
                },
              ]
            : []),
          ...(file.sha256 ? [{ label: t('console.finance.files.hash'), value: mono(file.sha256) }] : []),
        ]}
      />
      <FileDecision file={file} onDone={onClose} />
    </Sheet>
  )
}

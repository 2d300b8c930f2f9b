import { useInfiniteQuery } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { DataTable, oneLine } from '../../ui/data-table.tsx'
import { Amount } from '../../ui/money.tsx'
import { Chips } from './chips.tsx'
import { FileKind } from './file-kind.tsx'
import { bankFilesQuery, type BankFile, type FileStatus } from './finance-queries.ts'
import { PagedRows, useNoneSuch } from './paged-rows.tsx'
import { StateBadge } from './state-badge.tsx'
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
  onOpen,
}: {
  status: FileStatus | undefined
  onStatus: (status: FileStatus | undefined) => void
  onOpen: (file: number) => void
}) {
  const { t } = useTranslation()
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
        {rows => <FileTable files={rows} onOpen={onOpen} />}
      </PagedRows>
    </>
  )
}

function FileTable({ files, onOpen }: { files: readonly BankFile[]; onOpen: (file: number) => void }) {
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
        onOpen: () => onOpen(file.number),
        cells: {
          name: (
            <span className="font-medium wrap-anywhere">
              {file.name}
              <span className="block text-xs font-normal text-muted">
                {t(`console.finance.files.direction.${file.direction}`)}
              </span>
            </span>
          ),
          kind: <FileKind of={file} />,
          status: (
            <StateBadge tone={fileTone[file.status]}>
              {t(`console.finance.files.state.${file.status}`)}
            </StateBadge>
          ),
          when: <span className="text-muted">{formatTime(file.created_at, language)}</span>,
          count: <span className="tabular-nums">{file.transactions || '–'}</span>,
          total: file.total ? <Amount money={file.total} /> : '–',
        },
      }))}
    />
  )
}

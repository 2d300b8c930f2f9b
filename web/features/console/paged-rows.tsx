import type { UseInfiniteQueryResult, InfiniteData } from '@tanstack/react-query'
import { ListFilter } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, EmptyState } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'

type Page<Row> = { data: Row[]; next_cursor: string | null }

type Empty = { icon: ReactNode; title: string; text?: string }

type PagedRowsProps<Row> = {
  query: UseInfiniteQueryResult<InfiniteData<Page<Row>>>
  empty: Empty
  children: (rows: readonly Row[]) => ReactNode
}

/** What stands there when only the chosen status has no row: that nothing was ever there would be wrong. */
export function useNoneSuch(): Empty {
  const { t } = useTranslation()
  return {
    icon: <ListFilter />,
    title: t('console.finance.noneSuch'),
    text: t('console.finance.noneSuchText'),
  }
}

/** Rows that come in pages: waiting, none, not to be had, or there, with the rest a press away. */
export function PagedRows<Row>({ query, empty, children }: PagedRowsProps<Row>) {
  const { t } = useTranslation()
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const rows = data?.pages.flatMap(page => page.data)
  if (rows === undefined && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <Card flush className="overflow-hidden rounded-xl">
      {rows === undefined ? (
        <SkeletonRows rows={5} />
      ) : rows.length === 0 ? (
        <EmptyState icon={empty.icon} title={empty.title}>
          {empty.text}
        </EmptyState>
      ) : (
        children(rows)
      )}
      {hasNextPage ? (
        <div className="border-t border-line p-2 text-center">
          <Button variant="ghost" size="sm" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('console.finance.more')}
          </Button>
        </div>
      ) : null}
    </Card>
  )
}

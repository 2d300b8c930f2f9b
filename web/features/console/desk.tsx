import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, EmptyState, PageHeader } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'

type DeskProps<Row> = {
  title: string
  intro: string
  action?: ReactNode
  query: UseQueryResult<{ data: Row[] }>
  /** What stands there when nothing waits. */
  empty: { icon: ReactNode; title: string; text?: string }
  children: (rows: readonly Row[]) => ReactNode
}

/** A page of things that wait for somebody: title, and the rows, or that there are none, or that they did not come. */
export function Desk<Row>({ title, intro, action, query, empty, children }: DeskProps<Row>) {
  const { data, error, refetch } = query
  return (
    <>
      <PageHeader title={title} intro={intro} action={action} />
      {data === undefined && error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {data || !error ? (
        <Card flush className="overflow-hidden rounded-xl">
          {data === undefined ? (
            <SkeletonRows rows={4} />
          ) : data.data.length === 0 ? (
            <EmptyState icon={empty.icon} title={empty.title}>
              {empty.text}
            </EmptyState>
          ) : (
            children(data.data)
          )}
        </Card>
      ) : null}
    </>
  )
}

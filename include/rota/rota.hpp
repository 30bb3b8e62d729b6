// SPDX-License-Identifier: MIT
//
// rota/rota.hpp: all of the core. JSON is apart, in rota/json.hpp, so that who does without it needs no nlohmann/json.
//
//   instant ─► when does it run?      next_run.hpp    from cadence.hpp, time.hpp and zone.hpp
//           ─► and a whole table?     next_runs.hpp, due_index.hpp
//   request ─► is it valid?           request.hpp     from source.hpp, with issue.hpp
//   spec    ─► the resource           schedule.hpp
//   refusal ─► what to answer         fault.hpp
//   backups ─► what to start now?     decide.hpp      from backup.hpp and history.hpp
//           ─► what may be deleted?   retention.hpp
//           ─► and over the years?    simulate.hpp
#ifndef ROTA_ROTA_HPP
#define ROTA_ROTA_HPP

#include <rota/backup.hpp>
#include <rota/cadence.hpp>
#include <rota/decide.hpp>
#include <rota/due_index.hpp>
#include <rota/enum_set.hpp>
#include <rota/fault.hpp>
#include <rota/hash_index.hpp>
#include <rota/history.hpp>
#include <rota/issue.hpp>
#include <rota/next_run.hpp>
#include <rota/next_runs.hpp>
#include <rota/request.hpp>
#include <rota/retention.hpp>
#include <rota/schedule.hpp>
#include <rota/simulate.hpp>
#include <rota/source.hpp>
#include <rota/time.hpp>
#include <rota/version.hpp>
#include <rota/zone.hpp>

#endif

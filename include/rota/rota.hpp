// SPDX-License-Identifier: MIT
//
// rota/rota.hpp: all of the core. JSON is apart, in rota/json.hpp, so that who does without it needs no nlohmann/json.
//
//   instant ─► when does it run?      next_run.hpp    from cadence.hpp and time.hpp
//   request ─► is it valid?           request.hpp     from source.hpp, with issue.hpp
//   spec    ─► the resource           schedule.hpp
//   refusal ─► what to answer         fault.hpp
#ifndef ROTA_ROTA_HPP
#define ROTA_ROTA_HPP

#include <rota/cadence.hpp>
#include <rota/enum_set.hpp>
#include <rota/fault.hpp>
#include <rota/issue.hpp>
#include <rota/next_run.hpp>
#include <rota/request.hpp>
#include <rota/schedule.hpp>
#include <rota/source.hpp>
#include <rota/time.hpp>
#include <rota/version.hpp>

#endif

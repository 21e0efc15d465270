# lhits_module_tests(MODULE): one executable from tests/MODULE/*_test.cpp (and, in a build with PETSc,
# tests/MODULE/petsc/*_test.cpp), and one CTest, MODULE/RANKS, for each rank count that stands beside a
# LHITS_TEST(name, ranks...) in them. It runs all cases of that count in one start, and reports each.
set(LHITS_MPIEXEC ${MPIEXEC_EXECUTABLE} --oversubscribe --bind-to none)
set(LHITS_TEST_ENVIRONMENT OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_orte_execute_quiet=1
    OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
    XDG_CACHE_HOME=${PROJECT_BINARY_DIR}/cache ASAN_OPTIONS=detect_leaks=0)
# Open MPI removes the folder of its sessions while another mpirun is about to use it: one for each test.
set(LHITS_TEST_SESSION OMPI_MCA_orte_tmpdir_base=${PROJECT_BINARY_DIR}/sessions)

function(lhits_module_tests module)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${module}/*_test.cpp)
  if(LHITS_PETSC)
    file(GLOB petsc_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${module}/petsc/*_test.cpp)
    list(APPEND sources ${petsc_sources})
  endif()
  add_executable(${module}_tests ${sources})
  target_link_libraries(${module}_tests PRIVATE lhits_test_main lhits_${module} lhits_strict)
  target_precompile_headers(${module}_tests REUSE_FROM lhits_test_main)
  set(counts "")
  foreach(source IN LISTS sources)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
    file(STRINGS ${source} cases REGEX "^LHITS_TEST\\(")
    foreach(case IN LISTS cases)
      if(NOT case MATCHES "^LHITS_TEST\\([a-z0-9_]+, ([0-9, ]+)\\)")
        message(FATAL_ERROR "${source}: expected LHITS_TEST(name, ranks...) on one line: ${case}")
      endif()
      string(REGEX MATCHALL "[0-9]+" numbers "${CMAKE_MATCH_1}")
      list(APPEND counts ${numbers})
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES counts)
  foreach(ranks IN LISTS counts)
    set(start "")
    if(ranks GREATER 1)
      set(start ${LHITS_MPIEXEC} ${MPIEXEC_NUMPROC_FLAG} ${ranks})
    endif()
    add_test(NAME ${module}/${ranks} COMMAND ${start}
      $<TARGET_FILE:${module}_tests> --run_test=@ranks_${ranks} --log_level=unit_scope --color_output=no)
    set_tests_properties(${module}/${ranks} PROPERTIES
      PROCESSORS ${ranks} TIMEOUT 900 LABELS "unit;${module}"
      ENVIRONMENT "LHITS_TEST_RANKS=${ranks};${LHITS_TEST_SESSION}/${module}/${ranks};${LHITS_TEST_ENVIRONMENT}")
  endforeach()
endfunction()

# Writes the header OUTPUT with the git revision of SOURCE: its short hash, "-dirty" after it when
# tracked files differ from it, "unknown" when SOURCE is no git checkout of its own. Run at build
# time; an unchanged header is left alone, so that nothing is compiled again.
#   cmake -DSOURCE=... -DOUTPUT=... -P revision.cmake
set(revision unknown)
find_program(GIT git)
if(GIT)
  # A source folder inside somebody else's checkout has no revision. No locks: this must not get in
  # the way of a git command that runs at the same time.
  execute_process(COMMAND ${GIT} -C ${SOURCE} rev-parse --show-cdup
                  OUTPUT_VARIABLE up RESULT_VARIABLE failed
                  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT failed AND up STREQUAL "")
    execute_process(COMMAND ${GIT} --no-optional-locks -C ${SOURCE}
                            describe --always --dirty --exclude=*
                    OUTPUT_VARIABLE described RESULT_VARIABLE failed
                    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(NOT failed)
      set(revision ${described})
    endif()
  endif()
endif()

set(text "#define LHITS_GIT_REVISION \"${revision}\"\n")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} present)
endif()
if(NOT text STREQUAL "${present}")
  file(WRITE ${OUTPUT} "${text}")
endif()
